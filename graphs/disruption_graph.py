"""How a case runs, on one screen: triage, consult and review in parallel around solve, repair, present, word, a human, execute.

The names of the steps are frozen; renaming or removing one raises `GRAPH_VERSION` (a resume across versions does nothing).
"""

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graphs.state import CaseState, ConsultInput, ReviewInput
from graphs.steps import Bench, approve, consult, execute, join, present, repair, review, solve, triage, word


def disruption_graph(saver: BaseCheckpointSaver[str]) -> CompiledStateGraph[CaseState, Bench, CaseState, CaseState]:
    """The graph of one run of one case, remembering its place in `saver`."""
    graph = StateGraph(CaseState, context_schema=Bench)
    graph.add_node("triage", triage, destinations=("consult", "join"))
    graph.add_node("consult", consult, input_schema=ConsultInput)
    graph.add_node("join", join, defer=True)
    graph.add_node("solve", solve, destinations=("review", "repair"))
    graph.add_node("review", review, input_schema=ReviewInput)
    graph.add_node("repair", repair, defer=True, destinations=("solve", "review", "present"))
    graph.add_node("present", present)
    graph.add_node("word", word)  # the only step that waits for a language model's words; options are on the table by then
    graph.add_node("approve", approve, destinations=("execute", END))  # the only interrupt
    graph.add_node("execute", execute)

    graph.add_edge(START, "triage")  #      triage  -> consult, once per specialist
    graph.add_edge("consult", "join")
    graph.add_edge("join", "solve")  #      solve   -> review, once per specialist
    graph.add_edge("review", "repair")  #   repair  -> solve | review | present
    graph.add_edge("present", "word")
    graph.add_edge("word", "approve")  # approve -> execute | end
    graph.add_edge("execute", END)
    return graph.compile(checkpointer=saver)
