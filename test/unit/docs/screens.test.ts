import { globSync, readFileSync, statSync } from 'node:fs';
import {
  MOVING_PICTURE,
  PICTURED,
  pictureFiles,
  SCREENS_FOLDER,
  screensPage,
} from '../../../scripts/screens/picture-files.ts';

/** Everybody who clones the project gets them. */
const MAX_BYTES = 6_000_000;

describe('the pictures in docs/screens', () => {
  const files = globSync(`${SCREENS_FOLDER}/**/*.webp`);

  test('show every state, and no other: after a change run `npm run screens -- missing`', () => {
    expect(files.sort()).toEqual([MOVING_PICTURE, ...PICTURED.flatMap(pictureFiles)].sort());
  });

  test('stand on their page, as `npm run screens` writes it', () => {
    expect(readFileSync(`${SCREENS_FOLDER}/README.md`, 'utf8')).toBe(screensPage());
  });

  test('have at most six megabytes together', () => {
    expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(MAX_BYTES);
  });
});
