"""The door to the proof of what somebody agreed to. For editors, each time noted in the log."""

from typing import Any

from profiles_service.queries import proofs
from profiles_service.schemas.consents import ConsentsArgs, ConsentsSchema
from services.kit.auth import caller, requires
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.logs import logger

doors = Doors("consents", __name__, url_prefix="/v1", description="The proof of what people agreed to.")
doors.after_request(leave_no_copies)


@doors.get("/consents")
@doors.arguments(ConsentsArgs, location="query")
@doors.response(200, ConsentsSchema)
@requires("editor")
def consents(args: dict[str, Any]) -> dict[str, Any]:
    """Return the whole proof of what the person at an address agreed to, with the hashes that chain its lines."""
    proof = proofs.proof_of(session(), args["email"])
    logger().info("consents_shown", by=caller().name, person=str(proof["person_id"]))
    return proof
