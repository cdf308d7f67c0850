import { expect, test } from 'vitest';
import { endInWords, heard, kept, originOf, paragraphs, said, type ChatEvent, type Sentence, type TurnView } from './turn';

const fact = { fact_id: 'option3.name', text: 'option 3 (Do nothing)', tool: 'plan_evaluation', subject: 'option 3', assumed: false };

function sentence(paragraph: number, text: string, more: Partial<Sentence> = {}): Sentence {
  return { event: 'text', paragraph, text, segments: [{ text, fact_id: '' }], references: [], source: 'template', ...more };
}

const focus = { case_id: '', plan_id: '', flight_id: '', airport: '', crew_id: '', tail: '' };
const story: ChatEvent[] = [
  { event: 'started', data: { conversation_id: 'c', turn: 2 } },
  { event: 'stage', data: { stage: 'look_up', text: 'Looking it up', tool: '', elapsed_s: 0.4 } },
  { event: 'understood', data: { text: 'Compare options', question: 'comparing', asked: {}, by: 'rule' } },
  { event: 'text', data: { ...sentence(0, 'One.') } },
  { event: 'card', data: { event: 'card', card: { card: 'open_view', view: 'situations', path: '/situations/C4?plan=C4-P1', title: 't' }, references: [fact] } },
  { event: 'suggestions', data: { items: ['And then?'] } },
  { event: 'done', data: { outcome: 'answered', focus, runs: [], network_version: 7, elapsed_s: 1.5 } },
];

test('a turn runs until its end is heard', () => {
  let turn = said('k', 'compare', undefined);
  const ends = story.map((event) => (turn = heard(turn, event)).end);
  expect(ends.slice(0, -1).every((end) => end === undefined)).toBe(true);
  expect(turn).toMatchObject({ end: 'answered', conversationId: 'c', number: 2, networkVersion: 7, suggestions: ['And then?'] });
});

test('a turn that is read again says what its stream said', () => {
  const streamed = story.reduce(heard, said('k', 'compare', undefined));
  const view = {
    conversation_id: 'c', turn: 2, words: 'compare', understood: 'Compare options', understood_by: 'rule', sentences: streamed.sentences,
    cards: streamed.cards, suggestions: ['And then?'], runs: [], focus, outcome: 'answered', network_version: 7, elapsed_s: 1.5,
  } as unknown as TurnView;
  expect({ ...kept(view, { key: 'k' }), stages: [] }).toEqual({ ...streamed, stages: [] });
  expect(kept(view, { interrupted: true }).interrupted).toBe(true);
});

test('a problem ends the turn with its reason, and an unknown event changes nothing', () => {
  const turn = said('k', 'x', undefined);
  expect(heard(turn, { event: 'problem', data: { detail: 'It cannot be kept.' } })).toMatchObject({ end: 'failed', trouble: ['It cannot be kept.'] });
  expect(heard(turn, { event: 'news', data: {} })).toBe(turn);
});

test('sentences of a paragraph stay together, and one sentence of a model marks the whole of it', () => {
  const assumed = { ...fact, text: '12 passengers', assumed: true };
  const grouped = paragraphs([sentence(0, 'a'), sentence(0, 'b', { source: 'model' }), sentence(1, 'c', { references: [assumed] })]);
  expect(grouped.map((one) => [one.sentences.length, one.byModel, one.assumed])).toEqual([
    [2, true, []],
    [1, false, ['12 passengers']],
  ]);
});

test('facts of an option are looked for in the case that the answer shows, under the label of the option', () => {
  const origin = originOf(story.reduce(heard, said('k', 'compare', undefined)));
  expect(origin).toMatchObject({ conversationId: 'c', number: 2, caseId: 'C4' });
  expect(origin.labels.get('option 3')).toBe('Do nothing');
});

test('every end has a word', () => {
  expect((['answered', 'clarify', 'not_understood', 'refused', 'stopped', 'failed', 'unsent', 'lost'] as const).map(endInWords)).not.toContain(undefined);
});
