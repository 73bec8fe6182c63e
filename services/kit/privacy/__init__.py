"""What services keep of people: declared once, shown to whoever it is about, forgotten at her wish and in time."""
