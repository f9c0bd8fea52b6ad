import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import sharp from 'sharp';

/** Writes a screenshot (PNG) as a WebP of few colours, a third as large as one of all colours. The same pixels give the same bytes. */
export async function writePicture(file: string, png: Buffer): Promise<void> {
  const fewColours = await sharp(png).png({ palette: true, quality: 60, dither: 0 }).toBuffer();
  write(file, await sharp(fewColours).webp({ lossless: true, effort: 6 }).toBuffer());
}

/** A picture and the time, in ms, for which it is shown. */
export interface Frame {
  readonly png: Buffer;
  readonly ms: number;
}

/** Writes frames as one moving WebP that repeats for ever. */
export async function writeMovingPicture(
  file: string,
  frames: readonly Frame[],
  width: number,
): Promise<void> {
  const small = await Promise.all(frames.map(({ png }) => sharp(png).resize({ width }).png().toBuffer()));
  write(
    file,
    await sharp(small, { join: { animated: true } })
      .webp({ quality: 80, effort: 5, smartSubsample: true, loop: 0, delay: frames.map(({ ms }) => ms) })
      .toBuffer(),
  );
}

function write(file: string, bytes: Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
