import type { PlacedRow } from '../layout';
import type { TimelineModel } from '../model';
import type { FontName, Letters } from './letters';
import { laneShape, type Part, type Scene } from './scene';

type Context = CanvasRenderingContext2D;

const LEAST = 88;
/** In the overview no row has a title, only its group and the foot have. */
const OVERVIEW = 124;
const MOST = 236;
const INDENT = 10;
const GAP = 8;
const BADGE_GAP = 3;

interface Columns {
  /** Where the second column begins. */
  readonly detail: number;
  readonly width: number;
}

const known = new WeakMap<TimelineModel['groups'], Map<string, Columns>>();

/** Widths of the title columns: as wide as the longest title, detail and badges of all rows, within limits. */
export function titleColumns(letters: Letters, groups: TimelineModel['groups'], pitch: number): Columns {
  if (!laneShape(pitch).text) return { detail: OVERVIEW, width: OVERVIEW };
  const [font, detailFont] = fontsFor(pitch);
  const kept = known.get(groups) ?? new Map<string, Columns>();
  known.set(groups, kept);
  const key = letters.fonts[font];
  let columns = kept.get(key);
  if (!columns) {
    let title = 0;
    let rest = 0;
    for (const row of groups.flatMap((group) => group.rows)) {
      title = Math.max(title, letters.width(font, row.title));
      rest = Math.max(rest, letters.width(detailFont, row.detail) + badgesWidth(letters, row));
    }
    const detail = Math.min(INDENT + Math.ceil(title) + GAP, 140);
    columns = { detail, width: Math.max(LEAST, Math.min(MOST, detail + Math.ceil(rest) + GAP)) };
    kept.set(key, columns);
  }
  return columns;
}

/** Titles, details and badges of the rows of a part. */
export function paintTitles(context: Context, scene: Scene, part: Part): void {
  const { palette, letters, frame, layout, model } = scene;
  if (part.bottom <= part.top) return;
  context.fillStyle = palette.panel;
  context.fillRect(0, part.top, frame.titles, part.bottom - part.top);
  const { pitch } = layout;
  if (pitch >= 4) {
    context.fillStyle = palette.stripe;
    for (const row of part.rows) if (row.index % 2) context.fillRect(0, row.y + part.dy, frame.titles, row.height);
  }
  if (laneShape(pitch).text) {
    const columns = titleColumns(letters, model.groups, pitch);
    const [font, detailFont] = fontsFor(pitch);
    const middle = (row: PlacedRow): number => row.y + part.dy + pitch / 2 + 0.5;
    context.font = letters.fonts[font];
    context.fillStyle = palette.text;
    for (const { row, ...place } of part.rows) {
      context.fillText(letters.fitted(font, row.title, columns.detail - INDENT - 4), INDENT, middle({ row, ...place }));
    }
    context.font = letters.fonts[detailFont];
    context.fillStyle = palette.muted;
    for (const place of part.rows) {
      const room = frame.titles - columns.detail - badgesWidth(letters, place.row) - 4;
      context.fillText(letters.fitted(detailFont, place.row.detail, room), columns.detail, middle(place));
    }
    context.font = letters.fonts.small;
    for (const place of part.rows) paintBadges(context, scene, place.row, middle(place));
  }
  context.fillStyle = palette.lineStrong;
  context.fillRect(frame.titles - 1, part.top, 1, part.bottom - part.top);
}

function paintBadges(context: Context, { palette, letters, frame }: Scene, row: PlacedRow['row'], middle: number): void {
  let right = frame.titles - 5;
  for (const badge of row.badges ?? []) {
    const width = Math.ceil(letters.width('small', badge.text)) + 6;
    right -= width;
    const colours = badge.tone === 'muted' ? palette.tone.ground : palette.tone[badge.tone];
    context.fillStyle = colours.fill;
    context.fillRect(right, Math.round(middle) - 6, width, 11);
    context.fillStyle = colours.ink;
    context.fillText(badge.text, right + 3, Math.round(middle));
    right -= BADGE_GAP;
  }
}

/** Headings of groups: over the whole width, with the sign that says whether they are folded. */
export function paintHeadings(context: Context, scene: Scene, part: Part): void {
  const { palette, letters, frame, layout } = scene;
  for (const heading of layout.headings) {
    const y = heading.y + part.dy;
    if (y + heading.height <= part.top || y >= part.bottom) continue;
    const small = heading.height < 18;
    context.fillStyle = palette.raised;
    context.fillRect(0, y, frame.width, heading.height);
    context.fillStyle = palette.line;
    context.fillRect(0, y + heading.height - 1, frame.width, 1);
    const middle = y + heading.height / 2;
    context.fillStyle = palette.muted;
    context.beginPath();
    if (heading.folded) {
      context.moveTo(8, middle - 4);
      context.lineTo(13, middle);
      context.lineTo(8, middle + 4);
    } else {
      context.moveTo(6, middle - 2.5);
      context.lineTo(14, middle - 2.5);
      context.lineTo(10, middle + 2.5);
    }
    context.fill();
    const font: FontName = small ? 'dense' : 'day';
    context.font = letters.fonts[font];
    context.fillStyle = palette.text;
    context.fillText(heading.group.title, 20, middle + 0.5);
  }
}

const fontsFor = (pitch: number): readonly [FontName, FontName] => (pitch >= 20 ? ['title', 'detail'] : ['denseTitle', 'denseDetail']);

const badgesWidth = (letters: Letters, row: PlacedRow['row']): number =>
  (row.badges ?? []).reduce((sum, badge) => sum + Math.ceil(letters.width('small', badge.text)) + 6 + BADGE_GAP, 0);
