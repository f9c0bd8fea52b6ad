import { digitsOf } from './digits.js';
import { icon } from './icons.js';
import { element, keyed, post, setText } from './server.js';

const byId = (id) => document.getElementById(id);
const EXAMPLES = ['unlock the front door', 'is the back door locked?', 'lock all doors', 'good night'];

/** The conversation with Google: by text, by tiles, and by voice where the browser can. The server keeps it. */
export class Talk {
  constructor({ currentUser }) {
    this.currentUser = currentUser;
    this.list = byId('talk');
    byId('say-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const sentence = byId('say').value.trim() || byId('say').placeholder;
      byId('say').value = '';
      void this.say(sentence);
    });
    // Before, Enter would load the page anew and lose the sentence.
    byId('say').disabled = false;
    byId('pin-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const pin = byId('pin').value.trim();
      byId('pin').value = '';
      void this.answer(pin);
    });
    byId('walk-away').addEventListener('click', () => void this.answer(undefined));
    byId('examples').append(
      ...EXAMPLES.map((text) => {
        const button = element('button', { type: 'button' }, `“${text}”`);
        button.addEventListener('click', () => void this.say(text));
        return button;
      }),
    );
    this.listenByMicrophone();
  }

  say(sentence) {
    return this.exchange('say', { sentence });
  }

  tap(deviceId) {
    return this.exchange('tap', { deviceId });
  }

  answer(pin) {
    return this.exchange('pin', pin === undefined ? {} : { pin });
  }

  /** Shows what was said so far. */
  show({ name, talk, asksForPin }) {
    const keys = talk.map(({ id }) => `${name} ${id}`);
    const hasNew = this.list.lastChild?.dataset.key !== keys.at(-1);
    const made = keyed(this.list, keys, () =>
      element('li', {}, element('span', { className: 'unseen' }), element('span'), element('small')),
    );
    for (const [i, { from, text, tookMs }] of talk.entries()) {
      const [who, said, took] = made[i].children;
      made[i].className = `by-${from}`;
      setText(who, from === 'google' ? 'Google: ' : `${name}: `);
      setText(said, text);
      setText(took, tookMs === undefined || tookMs < 50 ? '' : ` ${(tookMs / 1000).toFixed(1)} s`);
    }
    if (hasNew) this.list.scrollTop = this.list.scrollHeight;
    byId('examples').hidden = talk.length > 0;
    const wasAsked = !byId('pin-form').hidden;
    byId('pin-form').hidden = !asksForPin;
    byId('say-form').hidden = asksForPin;
    if (this.isOwn && asksForPin !== wasAsked) byId(asksForPin ? 'pin' : 'say').focus();
  }

  /** Google says something: speaks only to a person who spoke. */
  heard(text) {
    if (this.byVoice !== true || !('speechSynthesis' in window)) return;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = 'en-US';
    speechSynthesis.speak(utterance);
  }

  async exchange(action, body) {
    // A page that only looks on must not take the focus.
    this.isOwn = true;
    byId('send').disabled = true;
    await post(action, { user: this.currentUser(), ...body });
    byId('send').disabled = false;
  }

  listenByMicrophone() {
    const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
    if (Recognition === undefined) return;
    for (const button of document.querySelectorAll('.mic')) {
      button.hidden = false;
      button.append(icon('mic'), element('span', { className: 'unseen' }, 'Speak'));
      button.addEventListener('click', () => {
        const recognition = new Recognition();
        recognition.lang = 'en-US';
        button.setAttribute('aria-pressed', 'true');
        recognition.onresult = ({ results }) => {
          const said = results[0][0].transcript;
          this.byVoice = true;
          void (byId('pin-form').hidden ? this.say(said) : this.answer(digitsOf(said)));
        };
        recognition.onend = () => button.setAttribute('aria-pressed', 'false');
        recognition.start();
      });
    }
  }
}
