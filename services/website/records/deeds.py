"""What was done to a record, in words."""

from services.website.language import said

DEEDS = {
    "written": said("Written"),
    "put_back": said("Put back as it was"),
    "taken_over": said("Taken over from a table"),
    "published": said("Made public"),
    "withdrawn": said("Hidden"),
    "confirmed": said("Found true"),
    "answered": said("A group that it names has answered"),
    "grew": said("Became one with another entry, which is gone"),
    "merged": said("Became part of another entry"),
    "moved": said("Belongs to another entry now"),
}
