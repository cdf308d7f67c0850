/** Widths of texts from the widths of their letters, each measured once; fonts by name. */
export class Letters {
  readonly fonts: Readonly<Record<FontName, string>>;
  #widths: Readonly<Record<FontName, Map<string, number>>>;
  #lettersOf: Readonly<Record<FontName, Map<string, number>>>;
  #cut = new Map<string, string>();
  /** Its own: measuring must not change the font of what is being drawn. */
  #context: CanvasRenderingContext2D | null;

  constructor(family: string) {
    this.#context = document.createElement('canvas').getContext('2d');
    this.fonts = each((font) => `${FONTS[font]} ${family}`);
    this.#widths = each(() => new Map());
    this.#lettersOf = each(() => new Map());
  }

  /** Width in pixels. */
  width(font: FontName, text: string): number {
    const known = this.#widths[font];
    let width = known.get(text);
    if (width === undefined) {
      if (known.size > 20_000) known.clear();
      width = 0;
      // Letter by letter: a scroll brings hundreds of new texts, and asking the browser for each of them costs frames.
      for (const letter of text) width += this.#letter(font, letter);
      known.set(text, width);
    }
    return width;
  }

  #letter(font: FontName, letter: string): number {
    const known = this.#lettersOf[font];
    let width = known.get(letter);
    if (width === undefined) {
      if (!this.#context) return 0;
      this.#context.font = this.fonts[font];
      width = this.#context.measureText(letter).width;
      known.set(letter, width);
    }
    return width;
  }

  /** The text, or as much of it as fits with an ellipsis; empty when not even three letters do. */
  fitted(font: FontName, text: string, room: number): string {
    if (this.width(font, text) <= room) return text;
    const key = `${font}${Math.floor(room)}|${text}`;
    let cut = this.#cut.get(key);
    if (cut === undefined) {
      if (this.#cut.size > 5_000) this.#cut.clear();
      let letters = text.length - 1;
      while (letters >= 3 && this.width(font, `${text.slice(0, letters).trimEnd()}…`) > room) letters -= 1;
      cut = letters >= 3 ? `${text.slice(0, letters).trimEnd()}…` : '';
      this.#cut.set(key, cut);
    }
    return cut;
  }
}

const FONTS = {
  number: '600 11px',
  end: '400 10.5px',
  small: '600 9px',
  dense: '600 10px',
  denseEnd: '400 9.5px',
  title: '600 12px',
  denseTitle: '600 10.5px',
  detail: '400 11px',
  denseDetail: '400 10px',
  ruler: '400 11px',
  day: '600 11px',
} as const;

export type FontName = keyof typeof FONTS;

const each = <V>(value: (font: FontName) => V): Record<FontName, V> =>
  Object.fromEntries(Object.keys(FONTS).map((font) => [font, value(font as FontName)])) as Record<FontName, V>;
