import { paintBars, paintEdgeNumbers } from './bars';
import { paintMinimap } from './minimap';
import { paintRows, paintWideLabels, ticksOf } from './rows';
import { paintRuler } from './ruler';
import { pinnedPart, scrolledPart, type Scene } from './scene';
import type { Tiles } from './tiles';
import { paintHeadings, paintTitles } from './titles';

/**
 * Draws everything that stays while one points, chooses and drags; rows from `tiles` that are kept, or at once where there are
 * none. What is drawn later covers what reaches out of its part.
 */
export function paintBase(context: CanvasRenderingContext2D, scene: Scene, tiles: Tiles | undefined): void {
  const { frame, palette, layout } = scene;
  context.textBaseline = 'middle';
  const at = ticksOf(scene);
  const scrolled = scrolledPart(scene);
  const pinned = pinnedPart(scene);
  tiles?.begin(scene);
  for (const part of [scrolled, pinned]) {
    if (tiles) {
      const bottom = tiles.paint(context, scene, part);
      const below = { ...part, rows: [], top: bottom };
      paintRows(context, scene, below, at);
      paintTitles(context, scene, below);
    } else {
      paintRows(context, scene, part, at);
      paintBars(context, scene, part);
      paintTitles(context, scene, part);
    }
    paintEdgeNumbers(context, scene, part);
    if (part === scrolled) paintHeadings(context, scene, part);
  }
  if (layout.pinnedRows > 0) {
    context.fillStyle = palette.lineStrong;
    context.fillRect(0, pinned.bottom - 1, frame.width, 1);
  }
  paintRuler(context, scene, at);
  paintWideLabels(context, scene);
  paintMinimap(context, scene);
}
