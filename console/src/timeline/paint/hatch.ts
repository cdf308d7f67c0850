const SIZE = 8;

/** Diagonal stripes as patterns, one per colour and pixel ratio. */
export class Hatches {
  #patterns = new Map<string, CanvasPattern>();
  #ratio: number;

  constructor(ratio: number) {
    this.#ratio = ratio;
  }

  /** Stripes of a colour over nothing; `dx`, `dy` move them along with what is scrolled, in CSS pixels. */
  of(context: CanvasRenderingContext2D, colour: string, width: number, dx = 0, dy = 0): CanvasPattern | string {
    const key = `${colour} ${width}`;
    let pattern = this.#patterns.get(key);
    if (!pattern) {
      const tile = document.createElement('canvas');
      tile.width = tile.height = SIZE * this.#ratio;
      const pen = tile.getContext('2d');
      if (!pen) return colour;
      pen.scale(this.#ratio, this.#ratio);
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.beginPath();
      for (const shift of [-SIZE, 0, SIZE]) {
        pen.moveTo(shift - 2, SIZE + 2);
        pen.lineTo(shift + SIZE + 2, -2);
      }
      pen.stroke();
      const made = context.createPattern(tile, 'repeat');
      if (!made) return colour;
      this.#patterns.set(key, made);
      pattern = made;
    }
    pattern.setTransform(new DOMMatrix().translate(dx % SIZE, dy % SIZE).scale(1 / this.#ratio));
    return pattern;
  }
}
