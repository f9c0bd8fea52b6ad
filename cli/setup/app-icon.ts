import { crc32, deflateSync } from 'node:zlib';

/** The size that Google's console asks for, in pixels (/cloud-to-cloud/integration/create: App branding). */
export const ICON_SIZE = 144;

/** Points within a pixel of an edge, in each direction, that are looked at: edges are smooth. */
const SAMPLES = 4;

type Colour = readonly [red: number, green: number, blue: number];

/** The colour of the mark on the pages. */
const DISC: Colour = [0x0b, 0x57, 0xd0];
const LOCK: Colour = [0xff, 0xff, 0xff];
const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Returns the app icon as PNG with transparency: a padlock on a disc that touches the frame, as Google wants it. */
export function appIcon(): Buffer {
  const rows = Buffer.alloc(ICON_SIZE * (1 + ICON_SIZE * 4));
  for (let y = 0; y < ICON_SIZE; y += 1) {
    for (let x = 0; x < ICON_SIZE; x += 1) {
      // Each row begins with its filter: none.
      rows.set(pixel(x, y), y * (1 + ICON_SIZE * 4) + 1 + x * 4);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(ICON_SIZE, 0);
  header.writeUInt32BE(ICON_SIZE, 4);
  // 8 bits for each of red, green, blue and opacity.
  header.set([8, 6], 8);
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function pixel(x: number, y: number): number[] {
  const corners = [colourAt(x, y), colourAt(x + 1, y), colourAt(x, y + 1), colourAt(x + 1, y + 1)];
  const [first] = corners;
  if (corners.every((colour) => colour === first))
    return first === undefined ? [0, 0, 0, 0] : [...first, 255];
  const sum = [0, 0, 0];
  let hits = 0;
  for (let index = 0; index < SAMPLES * SAMPLES; index += 1) {
    const colour = colourAt(
      x + ((index % SAMPLES) + 0.5) / SAMPLES,
      y + (Math.floor(index / SAMPLES) + 0.5) / SAMPLES,
    );
    if (colour === undefined) continue;
    hits += 1;
    for (const [channel, value] of colour.entries()) sum[channel] = (sum[channel] ?? 0) + value;
  }
  const opacity = Math.round((hits / SAMPLES ** 2) * 255);
  return hits === 0 ? [0, 0, 0, 0] : [...sum.map((value) => Math.round(value / hits)), opacity];
}

/** The picture in coordinates from 0 to `ICON_SIZE`; `undefined` outside of the disc. */
function colourAt(x: number, y: number): Colour | undefined {
  const centre = ICON_SIZE / 2;
  if (!isWithin(centre, x - centre, y - centre)) return undefined;
  if (isKeyhole(x, y)) return DISC;
  return isBody(x, y) || isShackle(x, y) ? LOCK : DISC;
}

function isBody(x: number, y: number): boolean {
  const corner = 8;
  const [left, right, top, bottom] = [42, 102, 66, 112];
  const dx = Math.max(left + corner - x, 0, x - (right - corner));
  const dy = Math.max(top + corner - y, 0, y - (bottom - corner));
  return isWithin(corner, dx, dy);
}

function isShackle(x: number, y: number): boolean {
  const [centre, middle, outer, inner] = [72, 52, 21, 12];
  // Above its middle the shackle is half a ring, below it two bars that end in the body.
  const dy = Math.min(y - middle, 0);
  return y < 70 && isWithin(outer, x - centre, dy) && !isWithin(inner, x - centre, dy);
}

function isKeyhole(x: number, y: number): boolean {
  return isWithin(6, x - 72, y - 84) || (Math.abs(x - 72) <= 2.5 && y >= 84 && y <= 99);
}

function isWithin(radius: number, dx: number, dy: number): boolean {
  return dx * dx + dy * dy <= radius * radius;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
