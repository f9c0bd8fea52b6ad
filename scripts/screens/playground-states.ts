/** A state of the playground of which there are pictures. */
export interface PlaygroundState {
  readonly id: string;
  readonly title: string;
  /** A scene, and the sentence of it at which the picture is taken. */
  readonly scene?: { readonly id: string; readonly at: RegExp };
}

/** The states of the playground that are pictured, in the order in which they come about. */
export const PLAYGROUND_STATES: readonly PlaygroundState[] = [
  { id: 'start', title: 'Before an account is linked' },
  { id: 'linked', title: 'Linked: each tile beside its door' },
  { id: 'pin', title: 'Google asks for the PIN' },
  { id: 'unlocked', title: 'The bolt has turned, and the tile says so' },
  {
    id: 'scene-wrong-pins',
    title: 'Scene: a stranger guesses the PIN',
    scene: { id: 'wrong-pins', at: /no longer asks/ },
  },
  {
    id: 'scene-gateway-unplugged',
    title: 'Scene: the gateway is unplugged',
    scene: { id: 'gateway-unplugged', at: /turns to offline/ },
  },
  {
    id: 'scene-by-hand',
    title: 'Scene: a lock is turned by hand, without webhooks',
    scene: { id: 'by-hand', at: /the tile is wrong now/ },
  },
  {
    id: 'scene-twice',
    title: 'Scene: the same request arrives twice',
    scene: { id: 'twice', at: /Both got the same answer/ },
  },
  {
    id: 'scene-pending',
    title: 'Scene: a slow gateway',
    scene: { id: 'pending', at: /The report came/ },
  },
  {
    id: 'scene-household',
    title: 'Scene: two people of one household',
    scene: { id: 'household', at: /both Home apps show it/ },
  },
];
