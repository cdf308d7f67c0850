import type { Kind } from '../../app/selection.svelte';

/** What somebody wants to know the tool run of. */
export interface ToolRunReference {
  /** A name of `GET /api/v1/tools`, or `network` for what the network itself holds. */
  tool: string;
  /** The turn of a conversation in which it was asked. */
  conversation?: { id: string; turn: number };
  /** One run of the turn exactly: its place in the turn's list, from 0. */
  place_in_turn?: number;
  /** The case for which it was asked; looked at when the turn has no run of the tool. */
  case_id?: string;
  /** Which search of the case, from 1. */
  search?: number;
  /** One run of the case exactly. */
  run_id?: number;
  /** The figure that it is to account for. */
  fact?: {
    text: string;
    subject?: string;
    /** The label of the option it is about, e.g. `Do nothing`. */
    label?: string;
    assumed?: boolean;
  };
  /** Where in the console the fact belongs, and what is selected there; `says` is the button's words. */
  place?: { path: string; says: string; kind: Kind; id: string };
}

/** One run as it is shown. `output` is undefined until it is read. */
export interface FoundRun {
  key: string;
  tool: string;
  askedBy: string;
  where: string;
  arguments: Record<string, unknown>;
  outcome: string;
  message: string;
  digest: string;
  runtime_s: number;
  output: unknown;
  /** False: it was too long to keep, and only its digest was. */
  outputKept: boolean;
  /** For reading the output of a run of a case. */
  ofCase?: { case_id: string; run_id: number };
}

/** Place of the run that most likely said the fact: the last of the same label, else that names its subject, else the last. */
export function likeliest(runs: readonly FoundRun[], fact: ToolRunReference['fact']): number {
  const { label, subject } = fact ?? {};
  const labelled = label ? runs.map((run) => run.arguments.label === label).lastIndexOf(true) : -1;
  if (labelled >= 0) return labelled;
  const naming = subject ? runs.map((run) => JSON.stringify(run.arguments).includes(subject)).lastIndexOf(true) : -1;
  return naming >= 0 ? naming : runs.length - 1;
}
