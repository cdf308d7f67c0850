/** Two short tones for a caution, three for a warning; made here, so that no file is fetched. */
const NOTES = { caution: [660, 550], warning: [880, 660, 880] };
const NOTE_S = 0.16;

let context: AudioContext | undefined;

/** Sound it; a browser that allows no sound yet is not asked again until the next one. */
export function chime(warning: boolean): void {
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  for (const [place, hertz] of NOTES[warning ? 'warning' : 'caution'].entries()) {
    const start = currentTime + place * NOTE_S;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
    volume.gain.linearRampToValueAtTime(0, start + NOTE_S * 0.9);
    tone.connect(volume).connect(destination);
    tone.start(start);
    tone.stop(start + NOTE_S);
  }
  void context.resume();
}
