import type { Marks } from '../model';
import type { Seen } from './bars';
import { across, type LaneShape, type Scene } from './scene';

type Context = CanvasRenderingContext2D;

/** Room that the number of misconnecting passengers takes at the right end; 0 without one. */
export function pillWidth({ letters }: Scene, marks: Marks | undefined): number {
  return marks?.misconnecting ? Math.ceil(letters.width('small', String(marks.misconnecting))) + 7 : 0;
}

/** The marks of a bar, each in its corner and each of its own shape, edged so that it stands out on every tone. */
export function paintMarks(context: Context, scene: Scene, seen: Seen, marks: Marks, shape: LaneShape): void {
  const { palette, letters } = scene;
  const { x0, x1 } = seen;
  const top = seen.y + shape.bar;
  const bottom = top + shape.barHeight;
  const size = shape.barHeight >= 14 ? 7 : 5;
  context.lineWidth = 1;
  context.strokeStyle = palette.panel;
  if (marks.conflict) {
    context.fillStyle = palette.tone.warning.fill;
    triangle(context, x1 + 1, top - 1, size + 2);
    context.fill();
    context.stroke();
  }
  if (marks.crew) {
    context.fillStyle = palette.tone.plan.fill;
    context.beginPath();
    context.arc(x0 + 1, top + 1, size / 2, 0, Math.PI * 2);
    context.fill();
    context.stroke();
  }
  if (marks.slot !== undefined) {
    context.fillStyle = palette.text;
    const at = across(scene, marks.slot);
    context.fillRect(at, bottom, 1, 3);
    diamond(context, x0 + 2, bottom - 1, size / 2 + 0.5);
    context.fill();
    context.stroke();
  }
  if (marks.misconnecting) {
    const text = String(marks.misconnecting);
    const width = pillWidth(scene, marks);
    const height = Math.min(shape.barHeight - 2, 11);
    context.fillStyle = palette.ground;
    context.fillRect(x1 - width, bottom - height - 1, width - 1, height);
    context.fillStyle = palette.text;
    context.font = letters.fonts.small;
    context.fillText(text, x1 - width + 3, bottom - height / 2 - 0.5);
  }
}

function triangle(context: Context, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x - size, y);
  context.lineTo(x, y);
  context.lineTo(x, y + size);
  context.closePath();
}

function diamond(context: Context, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.lineTo(x - size, y);
  context.closePath();
}
