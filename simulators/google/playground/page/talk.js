import { element, post } from './server.js';

const byId = (id) => document.getElementById(id);
/** Older sentences are dropped. */
const KEPT = 12;

/** The conversation with Google: by text, by tiles, and by voice where the browser can. */
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
    byId('pin-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const pin = byId('pin').value.trim();
      byId('pin').value = '';
      void this.answer(pin);
    });
    byId('walk-away').addEventListener('click', () => void this.answer(undefined));
    this.listenByMicrophone();
  }

  async say(sentence) {
    this.write('person', sentence);
    await this.exchange('say', { sentence });
  }

  async tap(deviceId) {
    await this.exchange('tap', { deviceId });
  }

  async answer(pin) {
    this.write('person', pin === undefined ? '(walks away)' : '••••');
    await this.exchange('pin', pin === undefined ? {} : { pin });
  }

  /** Google says something that it was not asked for. */
  heard(text) {
    this.write('google', text);
    this.speak(text);
  }

  clear() {
    this.list.replaceChildren();
    byId('pin-form').hidden = true;
  }

  async exchange(action, body) {
    const began = performance.now();
    byId('send').disabled = true;
    const spoken = await post(action, { user: this.currentUser(), ...body });
    byId('send').disabled = false;
    if (spoken === undefined) return;
    this.write('google', spoken.text, `${((performance.now() - began) / 1000).toFixed(1)} s`);
    this.speak(spoken.text);
    byId('pin-form').hidden = !spoken.asksForPin;
    byId(spoken.asksForPin ? 'pin' : 'say').focus();
  }

  write(who, text, after = '') {
    const line = element(
      'li',
      { className: who },
      element('span', { className: 'unseen' }, who === 'google' ? 'Google: ' : 'You: '),
      text,
    );
    if (after !== '') line.append(element('small', {}, after));
    this.list.append(line);
    while (this.list.children.length > KEPT) this.list.firstChild.remove();
    this.list.scrollTop = this.list.scrollHeight;
  }

  /** Speaks only to a person who spoke. */
  speak(text) {
    if (this.byVoice !== true || !('speechSynthesis' in window)) return;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = 'en-US';
    speechSynthesis.speak(utterance);
  }

  listenByMicrophone() {
    const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
    if (Recognition === undefined) return;
    const button = byId('mic');
    button.hidden = false;
    button.addEventListener('click', () => {
      const recognition = new Recognition();
      recognition.lang = 'en-US';
      button.setAttribute('aria-pressed', 'true');
      recognition.onresult = ({ results }) => {
        const said = results[0][0].transcript;
        this.byVoice = true;
        const digits = said.replaceAll(/\D/g, '');
        if (byId('pin-form').hidden) void this.say(said);
        else void this.answer(digits);
      };
      recognition.onend = () => button.setAttribute('aria-pressed', 'false');
      recognition.start();
    });
  }
}
