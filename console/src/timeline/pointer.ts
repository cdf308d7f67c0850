import type { Chart } from './chart';
import type { PlacedBar } from './lanes';
import type { Drag, Group } from './model';
import { scrollThumb } from './paint/overlay';
import { minimapTime } from './paint/minimap';

const STEP_MIN = 5;
/** A press that moves less is a click. */
const SLACK_PX = 4;
const SCROLLBAR_PX = 14;

/** What the mouse asks of the component. */
export interface PointerHost {
  editable: () => boolean;
  select: (ids: readonly string[], extend: boolean) => void;
  focus: (id: string) => void;
  open: (id: string) => void;
  openRow: (row: string) => void;
  fold: (group: Group) => void;
  /** The bar under the pointer, and where the pointer is; undefined: none. */
  hover: (bar: PlacedBar | undefined, x: number, y: number) => void;
  dragging: (drag: Drag | undefined, x: number, y: number) => void;
  drop: (drag: Drag) => void;
}

type Press = { kind: 'press' | 'pan' | 'lasso' | 'drag' | 'minimap' | 'scrollbar' | 'measure'; x: number; y: number; bar?: PlacedBar; grab: number };

/** Listens to mouse, trackpad and touch; the answer stops it. */
export function listen(root: HTMLElement, chart: Chart, host: PointerHost): () => void {
  let press: Press | undefined;
  let drag: Drag | undefined;
  let last = { x: 0, y: 0 };
  const at = (event: MouseEvent): { x: number; y: number } => {
    const box = root.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const toMinimap = (x: number): void => {
    chart.following = false;
    const middle = minimapTime(chart.scene(), x);
    chart.look({ ...chart.view, left: middle - (chart.view.width / 2) * chart.view.msPerPx });
  };
  const thumb = (): { y: number; height: number } | undefined =>
    scrollThumb(chart.layout.height, chart.view, chart.frame.head + chart.layout.pinnedHeight);
  const inPlot = ({ x, y }: { x: number; y: number }): boolean =>
    x >= chart.frame.titles && y >= chart.frame.head && y < chart.frame.height - chart.frame.foot;

  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const point = at(event);
    const { frame } = chart;
    last = point;
    const bar = inPlot(point) ? chart.barAt(point.x, point.y) : undefined;
    press = { kind: 'press', ...point, bar, grab: 0 };
    if (point.y >= frame.height - frame.foot && point.x >= frame.titles) {
      press.kind = 'minimap';
      toMinimap(point.x);
    } else if (point.x > frame.width - SCROLLBAR_PX && thumb()) {
      press.kind = 'scrollbar';
    } else if (chart.measuring && inPlot(point)) {
      press.kind = 'measure';
      chart.point({ measure: { from: chart.timeAt(point.x), to: chart.timeAt(point.x) } });
    }
    root.setPointerCapture(event.pointerId);
  };

  const begin = (event: PointerEvent, point: { x: number; y: number }): void => {
    if (!press || press.kind !== 'press' || Math.hypot(point.x - press.x, point.y - press.y) < SLACK_PX) return;
    if (event.shiftKey) press.kind = 'lasso';
    else if (press.bar && host.editable() && !press.bar.bar.fixed) {
      press.kind = 'drag';
      press.grab = chart.timeAt(press.x) - press.bar.bar.start;
      host.focus(press.bar.bar.id);
    } else press.kind = 'pan';
    host.hover(undefined, 0, 0);
  };

  const move = (event: PointerEvent): void => {
    const point = at(event);
    begin(event, point);
    if (!press || press.kind === 'press') {
      const bar = inPlot(point) ? chart.barAt(point.x, point.y) : undefined;
      if (!press) host.hover(bar, point.x, point.y);
      const measured = chart.pointing.measure;
      // Until something is measured the ruler is one line at the pointer.
      if (chart.measuring && inPlot(point) && (!measured || measured.from === measured.to)) {
        chart.point({ measure: { from: chart.timeAt(point.x), to: chart.timeAt(point.x) } });
      }
      root.style.cursor = cursorAt(point, bar);
    } else if (press.kind === 'pan') {
      chart.panBy(last.x - point.x, last.y - point.y);
    } else if (press.kind === 'lasso') {
      chart.point({ lasso: { x0: press.x, y0: press.y, x1: point.x, y1: point.y } });
    } else if (press.kind === 'minimap') {
      toMinimap(point.x);
    } else if (press.kind === 'measure') {
      chart.point({ measure: { from: chart.timeAt(press.x), to: chart.timeAt(point.x) } });
    } else if (press.kind === 'scrollbar') {
      const height = thumb()?.height ?? 0;
      const travel = Math.max(chart.view.height - height, 1);
      chart.panBy(0, ((point.y - last.y) * (chart.layout.height - chart.view.height)) / travel);
    } else if (press.bar) {
      drag = dragTo(press.bar, point, press.grab, event.altKey);
      host.dragging(drag, point.x, point.y);
    }
    last = point;
  };

  const dragTo = (placed: PlacedBar, point: { x: number; y: number }, grab: number, swap: boolean): Drag => {
    const moved = chart.timeAt(point.x) - grab - placed.bar.start;
    const to: Drag = {
      bar: placed.bar.id,
      shiftMin: Math.round(moved / 60_000 / STEP_MIN) * STEP_MIN + 0,
      row: chart.rowAt(point.y)?.row.id ?? drag?.row ?? placed.bar.row,
    };
    const other = swap ? chart.under(to) : undefined;
    return other ? { ...to, swapWith: other.bar.id } : to;
  };

  const up = (event: PointerEvent): void => {
    const done = press;
    press = undefined;
    if (!done) return;
    const point = at(event);
    if (done.kind === 'press') click(event, point, done.bar);
    if (done.kind === 'lasso' && chart.pointing.lasso) {
      host.select(chart.barsIn(chart.pointing.lasso), event.ctrlKey || event.metaKey);
      chart.point({ lasso: undefined });
    }
    if (done.kind === 'drag') {
      const moved = drag;
      drag = undefined;
      host.dragging(undefined, 0, 0);
      if (moved && (moved.shiftMin !== 0 || moved.row !== done.bar?.bar.row)) host.drop(moved);
    }
  };

  const click = (event: PointerEvent, point: { x: number; y: number }, bar: PlacedBar | undefined): void => {
    if (bar) {
      host.focus(bar.bar.id);
      host.select([bar.bar.id], event.shiftKey || event.ctrlKey || event.metaKey);
      return;
    }
    const { frame } = chart;
    if (point.y < frame.head || point.y >= frame.height - frame.foot) return;
    const group = chart.headingAt(point.y);
    const row = chart.rowAt(point.y);
    if (group) host.fold(group);
    else if (point.x < frame.titles && row) host.openRow(row.row.id);
    else host.select([], false);
  };

  const cursorAt = (point: { x: number; y: number }, bar: PlacedBar | undefined): string => {
    if (chart.measuring && inPlot(point)) return 'crosshair';
    if (bar) return host.editable() && !bar.bar.fixed ? 'grab' : 'pointer';
    const { frame } = chart;
    const onRows = point.y >= frame.head && point.y < frame.height - frame.foot;
    return onRows && (point.x < frame.titles || chart.headingAt(point.y)) ? 'pointer' : '';
  };

  const abandon = (): void => {
    if (press?.kind === 'drag') host.dragging(undefined, 0, 0);
    press = undefined;
    drag = undefined;
    chart.point({ lasso: undefined });
  };

  const leave = (): void => {
    if (!press) host.hover(undefined, 0, 0);
  };

  const open = (event: MouseEvent): void => {
    const point = at(event);
    const bar = inPlot(point) ? chart.barAt(point.x, point.y) : undefined;
    if (bar) host.open(bar.bar.id);
  };

  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 22 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? chart.view.height : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    host.hover(undefined, 0, 0);
    if (event.ctrlKey || event.metaKey) chart.zoom(Math.exp(-Math.max(-200, Math.min(200, dy)) / 400), at(event).x);
    else if (event.shiftKey) chart.panBy(dx || dy, 0);
    else chart.panBy(dx, dy);
  };

  const stopDrag = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !press || press.kind === 'press') return;
    event.preventDefault();
    event.stopPropagation();
    abandon();
  };

  root.addEventListener('pointerdown', down);
  root.addEventListener('pointermove', move);
  root.addEventListener('pointerup', up);
  root.addEventListener('pointercancel', abandon);
  root.addEventListener('pointerleave', leave);
  root.addEventListener('dblclick', open);
  root.addEventListener('wheel', wheel, { passive: false });
  root.addEventListener('keydown', stopDrag, true);
  return () => {
    root.removeEventListener('pointerdown', down);
    root.removeEventListener('pointermove', move);
    root.removeEventListener('pointerup', up);
    root.removeEventListener('pointercancel', abandon);
    root.removeEventListener('pointerleave', leave);
    root.removeEventListener('dblclick', open);
    root.removeEventListener('wheel', wheel);
    root.removeEventListener('keydown', stopDrag, true);
  };
}
