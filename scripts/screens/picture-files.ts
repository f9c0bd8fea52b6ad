import { PAGE_STATES, type PageState } from '../../test/support/page-states/index.ts';
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

/** The groups of pictures, which are folders and arguments of the command. */
export type Group = 'playground' | PageState['group'];

/** A state of a page, of which there is a picture in each size. */
export interface PicturedState {
  readonly group: Group;
  readonly id: string;
  /** A short description for people. */
  readonly title: string;
}

/** The moving picture: the front door is unlocked at the playground. */
export const MOVING_PICTURE = `${SCREENS_FOLDER}/playground/unlock.webp`;

const INTRODUCTIONS: Readonly<Record<Group, string>> = {
  playground: `What \`npm start\` opens ([about it](../playground.md)). Real time passes there, so its pictures differ a little from run to run.

![The front door is unlocked by voice](playground/unlock.webp)`,
  linking: 'From the Google Home app to our sign-in, to consent, and back.',
  account: 'What the owner sees at `/account`.',
  other: 'The front page, the legal pages, errors, and the pages of the operator.',
};

/** Every state that is pictured, group by group, in the order of the page that shows them. */
export const PICTURED: readonly PicturedState[] = [
  ...PLAYGROUND_STATES.map((state) => ({ group: 'playground' as const, ...state })),
  ...PAGE_STATES.map(({ group, id }) => ({ group, id, title: titleOf(group, id) })),
];

const DIFFERENT = PAGE_STATES.filter(({ differs }) => differs === true)
  .map(({ id }) => `\`${id}\``)
  .join(', ');

/** Returns the file of a picture, from the root of the checkout. */
export function pictureFile({ group, id }: Pick<PicturedState, 'group' | 'id'>, size: Size): string {
  return `${SCREENS_FOLDER}/${group}/${withoutGroup(group, id)}.${size}.webp`;
}

/** Returns the files of a state's pictures. */
export function pictureFiles(state: PicturedState): string[] {
  return (Object.keys(SIZES) as Size[]).map((size) => pictureFile(state, size));
}

/** Returns the page that shows the pictures, as Markdown. */
export function screensPage(): string {
  const sections = Object.entries(INTRODUCTIONS).map(([group, introduction]) => {
    const rows = PICTURED.filter((state) => state.group === group).map((state) => {
      const show = (size: Size, width: number) =>
        `<img src="${pictureFile(state, size).slice(SCREENS_FOLDER.length + 1)}" width="${width}" alt="">`;
      return `| ${state.title} | ${show('phone', 195)} | ${show('desktop', 640)} |`;
    });
    const table = ['| State | Phone | Desktop |', '|---|---|---|', ...rows].join('\n');
    return `## ${capitalized(group)}\n\n${introduction}\n\n${table}\n`;
  });
  return `# The pages in pictures

Written by \`npm run screens\`, in a real browser and the simulated home of the demo: in light colours on a phone, of which three screens are shown at most, and in dark ones on a
desktop, the first screen. Two runs write the same bytes, but for the playground and for what shows a port or the machine's time (${DIFFERENT}). The browser of the pictures has no letters of East Asian and Arabic scripts.

${sections.join('\n')}`;
}

function withoutGroup(group: Group, id: string): string {
  return id.startsWith(`${group}-`) ? id.slice(group.length + 1) : id;
}

function titleOf(group: Group, id: string): string {
  return capitalized(withoutGroup(group, id).replaceAll('-', ' ')).replace(/\bpin\b/gi, 'PIN');
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
