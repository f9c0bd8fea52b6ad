import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { appIcon } from '../../../../cli/setup/app-icon.ts';
import { ROOT } from '../../../support/program.ts';

/** Reads a PNG of 8 bits per channel, with opacity and without filters. */
function decode(png: Buffer) {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const header = chunks.get('IHDR') ?? Buffer.alloc(13);
  expect([...header.subarray(8, 10)]).toEqual([8, 6]);
  const width = header.readUInt32BE(0);
  const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  const pixel = (x: number, y: number) => [...rows.subarray(y * (1 + width * 4) + 1 + x * 4).subarray(0, 4)];
  return { width, height: header.readUInt32BE(4), rows, pixel };
}

describe('the app icon', () => {
  test('is a PNG of 144 by 144 pixels: round, touching the frame, with transparent corners', () => {
    const { width, height, pixel } = decode(appIcon());
    expect([width, height]).toEqual([144, 144]);
    expect(pixel(0, 0)).toEqual([0, 0, 0, 0]);
    expect(pixel(72, 0)[3]).toBeGreaterThan(200);
    expect(pixel(72, 72).slice(0, 3)).toEqual([255, 255, 255]);
  });

  test('lies in public/, as drawn', () => {
    const { width, rows } = decode(readFileSync(join(ROOT, 'public/icon-144.png')));
    expect(width).toBe(144);
    // Not the bytes of the file: zlib packs them differently on other processors.
    expect(rows.equals(decode(appIcon()).rows)).toBe(true);
  });
});
