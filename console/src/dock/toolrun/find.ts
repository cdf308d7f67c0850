/** Where tool runs are read: with the turn that asked for them, or with the case. */
import { api, bodyOf, type Schemas } from '../../api/client';
import type { FoundRun, ToolRunReference } from './reference';

export async function runsFor(reference: ToolRunReference): Promise<FoundRun[]> {
  const { conversation, case_id, run_id } = reference;
  if (reference.tool === 'network') return [];
  if (case_id && run_id !== undefined) return [ofCase(await oneOfCase(case_id, run_id))];
  const inTurn = conversation ? await ofTurn(conversation, reference) : [];
  if (inTurn.length > 0 || !case_id) return inTurn;
  const query = { tool: reference.tool, run: reference.search, limit: 500 };
  const found = await bodyOf(api.GET('/api/v1/cases/{case_id}/tool-runs', { params: { path: { case_id }, query } }));
  return found.items.map(ofCase);
}

/** The run with its output. */
export async function withOutput(run: FoundRun): Promise<FoundRun> {
  return run.ofCase && run.output === undefined ? ofCase(await oneOfCase(run.ofCase.case_id, run.ofCase.run_id)) : run;
}

function oneOfCase(case_id: string, run_id: number): Promise<Schemas['ToolRunView']> {
  return bodyOf(api.GET('/api/v1/cases/{case_id}/tool-runs/{run_id}', { params: { path: { case_id, run_id } } }));
}

async function ofTurn({ id, turn }: { id: string; turn: number }, { tool, place_in_turn }: ToolRunReference): Promise<FoundRun[]> {
  const path = { conversation_id: id, turn };
  const view = await bodyOf(api.GET('/api/v1/chat/{conversation_id}/{turn}', { params: { path } }));
  return view.runs
    .map((run, place) => ({ run, place }))
    .filter(({ run, place }) => run.tool === tool && (place_in_turn ?? place) === place)
    .map(({ run, place }) => ({
      key: `${id}/${turn}/${place}`,
      tool: run.tool,
      askedBy: `${run.asked_by}, for ${view.actor}`,
      where: `turn ${turn} of a conversation, network version ${view.network_version}`,
      arguments: run.arguments,
      outcome: run.outcome,
      message: run.message,
      digest: run.output_sha256,
      runtime_s: run.runtime_s,
      output: run.output ?? null,
      outputKept: true,
    }));
}

function ofCase(run: Schemas['ToolRunSummary'] | Schemas['ToolRunView']): FoundRun {
  return {
    key: String(run.run_id),
    tool: run.tool,
    askedBy: run.asked_by,
    where: `situation ${run.case_id}, search ${run.run}, stage ${run.stage}`,
    arguments: run.arguments,
    outcome: run.outcome,
    message: run.message,
    digest: run.output_sha256,
    runtime_s: run.runtime_s,
    output: 'output_kept' in run ? (run.output ?? null) : undefined,
    outputKept: 'output_kept' in run ? run.output_kept : true,
    ofCase: { case_id: run.case_id, run_id: run.run_id },
  };
}
