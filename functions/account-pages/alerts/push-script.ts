import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Html } from '../../pages/html.ts';

/** Shows what a browser says of its permission and subscription, and sends it with the form. Without it the page says what is missing. */
const SCRIPT = `
(() => {
const form = document.getElementById('push');
if (!form || !navigator.serviceWorker || !window.PushManager || !window.Notification) return;
const show = (id) => {
  for (const each of document.querySelectorAll('[data-push]')) each.hidden = each.id !== id;
  if (id !== 'push') document.getElementById(id).setAttribute('role', 'alert');
};
show('push');
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0));
const isSame = (one, other) => one && one.length === other.length && one.every((byte, place) => byte === other[place]);
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    if (await Notification.requestPermission() !== 'granted') return show('push-denied');
    const worker = await navigator.serviceWorker.register(form.dataset.worker);
    await navigator.serviceWorker.ready;
    const applicationServerKey = bytes(form.elements.key.value);
    let subscription = await worker.pushManager.getSubscription();
    if (subscription && !isSame(new Uint8Array(subscription.options.applicationServerKey || 0), applicationServerKey)) {
      await subscription.unsubscribe();
      subscription = null;
    }
    subscription = subscription || await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
    const { endpoint, keys } = subscription.toJSON();
    form.elements.url.value = endpoint;
    form.elements.p256dh.value = keys.p256dh;
    form.elements.auth.value = keys.auth;
    form.elements.browser.value = navigator.userAgentData ? navigator.userAgentData.platform : navigator.platform;
    form.submit();
  } catch { show('push-failed'); }
});
})();
`;

/** Shows an alert that arrives, and opens the account page when a person presses it. */
const WORKER = `
self.addEventListener('push', (event) => {
  const { id, title, body, url } = event.data ? event.data.json() : {};
  event.waitUntil(self.registration.showNotification(title || 'Sifely', { body, tag: id, data: { url } }));
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url } = event.notification.data || {};
  if (url) event.waitUntil(self.clients.openWindow(url));
});
`;

/** The path of the program that runs in a browser when an alert arrives: at the root, so that every page of ours is its own. */
export const WORKER_PATH = '/alerts-worker.js';

/** The script of the page, as an element for its end. */
export const PUSH_SCRIPT = new Html(`<script>${SCRIPT}</script>`);

const SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`;
const POLICY = 'content-security-policy';

/** Middleware that lets the page run its own script, and browsers load the worker from here. Stands after the headers of all pages. */
export const allowPushScript: RequestHandler = (_request, response, next) => {
  const directives = String(response.getHeader(POLICY) ?? '').split(';');
  const others = directives.filter((directive) => !directive.startsWith('script-src '));
  const scripts = directives.find((directive) => directive.startsWith('script-src ')) ?? 'script-src';
  response.setHeader(POLICY, [...others, `${scripts} ${SCRIPT_SOURCE}`, "worker-src 'self'"].join(';'));
  next();
};

/** Answers with the worker. */
export const sendWorker: RequestHandler = (_request, response) => {
  response
    .set({
      'Cache-Control': 'no-cache, no-transform',
      'Content-Security-Policy': "default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
    })
    .type('text/javascript')
    .send(WORKER);
};
