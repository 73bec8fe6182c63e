"""Flask, Celery and SQLAlchemy as we use them: what every service shares, without a word of the domain."""
