import { PLAYGROUND_STATES } from './playground-states.ts';

/** The folder of the pictures, from the root of the checkout. */
export const SCREENS_FOLDER = 'docs/screens';

/** The sizes at which pages are pictured, in CSS pixels. */
export const SIZES = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;

/** The name of a size. */
export type Size = keyof typeof SIZES;

/** A state of a page of which there is a picture in each size. */
export interface PicturedState {
  readonly id: string;
  /** A short description for people. */
  readonly title: string;
}

/** The groups of pictures, which are folders and arguments of the command. */
export const PICTURED = {
  playground: PLAYGROUND_STATES,
} as const satisfies Record<string, readonly PicturedState[]>;

/** The name of a group. */
export type Group = keyof typeof PICTURED;

/** The moving picture: the front door is unlocked at the playground. */
export const MOVING_PICTURE = `${SCREENS_FOLDER}/playground/unlock.webp`;

/** Returns the file of a picture, from the root of the checkout. */
export function pictureFile(group: Group, id: string, size: Size): string {
  return `${SCREENS_FOLDER}/${group}/${id}.${size}.webp`;
}

/** Returns the files of all pictures. */
export function allPictureFiles(): string[] {
  const sizes = Object.keys(SIZES) as Size[];
  const groups = Object.entries(PICTURED) as [Group, readonly PicturedState[]][];
  return [
    MOVING_PICTURE,
    ...groups.flatMap(([group, states]) =>
      states.flatMap(({ id }) => sizes.map((size) => pictureFile(group, id, size))),
    ),
  ];
}

/** Returns the page that shows the pictures, as Markdown. */
export function screensPage(): string {
  const sections = (Object.entries(PICTURED) as [Group, readonly PicturedState[]][]).map(
    ([group, states]) => {
      const rows = states.map(
        ({ id, title }) =>
          `| ${title} | <img src="${group}/${id}.phone.webp" width="195" alt=""> | <img src="${group}/${id}.desktop.webp" width="640" alt=""> |`,
      );
      const heading = `## ${group[0]?.toUpperCase()}${group.slice(1)}`;
      return [heading, '', '| State | Phone | Desktop |', '|---|---|---|', ...rows, ''].join('\n');
    },
  );
  return [
    '# The pages in pictures',
    '',
    'Written by `npm run screens`, which plays the demo in a real browser; the names of groups write those only: `npm run screens -- playground`.',
    'The pictures of the playground differ a little from run to run, because real time passes there.',
    '',
    `![The front door is unlocked by voice](${MOVING_PICTURE.slice(SCREENS_FOLDER.length + 1)})`,
    '',
    ...sections,
  ].join('\n');
}
