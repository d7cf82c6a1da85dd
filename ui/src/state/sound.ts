/**
 * How a sale ended, to be heard by whoever looks at the customer: a high tick, two low ones, or one that goes up like a question.
 * Made by the page itself; where the computer can't play it, nothing happens.
 */
import type { SaleStatus } from "../ipc";

/** Pitch in hertz and length in seconds, one after the other. */
type Tune = [hertz: number, seconds: number][];

/** What is heard of a standing; nothing while it is on its way. */
export function tuneOf(standing: SaleStatus): Tune {
  if (standing === "Delivered") return [[1320, 0.06]];
  if (standing === "Owed")
    return [
      [330, 0.12],
      [247, 0.18],
    ];
  if (standing === "NotKnown")
    return [
      [523, 0.1],
      [698, 0.1],
    ];
  return [];
}

const LOUDNESS = 0.15;
let context: AudioContext | null = null;

/** Plays a tune. */
export function play(tune: Tune): void {
  if (tune.length === 0 || typeof AudioContext === "undefined") return;
  try {
    context ??= new AudioContext();
    let at = context.currentTime;
    for (const [hertz, length] of tune) {
      const tone = context.createOscillator();
      const loudness = context.createGain();
      tone.frequency.value = hertz;
      loudness.gain.setValueAtTime(LOUDNESS, at);
      // Without a fade a tone ends with a crack.
      loudness.gain.exponentialRampToValueAtTime(0.001, at + length);
      tone.connect(loudness).connect(context.destination);
      tone.start(at);
      tone.stop(at + length);
      at += length;
    }
  } catch {
    // No device, or none for us: the screen says it anyway.
  }
}
