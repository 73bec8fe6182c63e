"""The Celery door: facts heard, and things done on time."""

from directory_service.settings import Settings
from services.kit.worker import Worker

worker: Worker[Settings] = Worker("directory-service")
