"""What people type into forms, and what it means."""
