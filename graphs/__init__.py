"""How the specialists work together: triage, consult, solve, review, repair, present, and a human's decision.
`case_desk.CaseDesk` is the way in; the casebook (database rows) is the record, the LangGraph checkpoint a scratchpad."""

import os

# Read when langgraph is imported: unregistered classes in a checkpoint are refused, not rebuilt (CVE-2026-28277).
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
