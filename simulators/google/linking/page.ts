import { type HTMLElement, parse } from 'node-html-parser';

/** A control of a form with its current value: typed, ticked, or from the page. */
export interface Field {
  readonly name: string;
  /** `hidden`, `text`, `password`, `checkbox`, `radio`, `select`, `textarea`, … */
  readonly type: string;
  value: string;
  /** For check boxes and radio buttons; only ticked ones are sent. */
  checked: boolean;
}

/** A button that sends its form. */
export interface SubmitButton {
  readonly text: string;
  readonly name: string | undefined;
  readonly value: string;
  /** `formaction` and `formmethod`, if the button overrides its form. */
  readonly action: string | undefined;
  readonly method: string | undefined;
}

/** A form of a page. */
export interface Form {
  readonly action: string;
  readonly method: string;
  readonly fields: readonly Field[];
  readonly buttons: readonly SubmitButton[];
}

/** A page as a person without JavaScript sees it. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  readonly title: string;
  /** All visible text, white space collapsed. */
  readonly text: string;
  /** The same by headings, paragraphs and list items. */
  readonly lines: readonly string[];
  readonly headings: readonly string[];
  /** The texts of elements with the role `alert` or `status`. */
  readonly alerts: readonly string[];
  readonly links: readonly { readonly text: string; readonly href: string }[];
  /** The address that the page goes on to by itself (`<meta http-equiv="refresh">` without a delay). */
  readonly refresh: string | undefined;
  readonly forms: readonly Form[];
}

/** Reads a page. Anything but HTML is a page with text only. */
export function readPage(url: string, status: number, headers: Headers, body: string): Page {
  const isHtml = /^text\/html\b/i.test(headers.get('content-type') ?? '');
  if (!isHtml) {
    return {
      url,
      status,
      headers,
      html: body,
      title: '',
      text: body,
      lines: body.split('\n'),
      headings: [],
      alerts: [],
      links: [],
      refresh: undefined,
      forms: [],
    };
  }
  const root = parse(body.replace(/^\s*<!doctype[^>]*>/i, ''));
  for (const unseen of root.querySelectorAll('script, style, template')) unseen.remove();
  const title = textOf(root.querySelector('title'));
  const refresh = readRefresh(root);
  for (const unread of root.querySelectorAll('head, title')) unread.remove();
  return {
    url,
    status,
    headers,
    html: body,
    title,
    text: textOf(root.querySelector('body') ?? root),
    lines: root.querySelectorAll('h1, h2, h3, p, li').map(textOf),
    headings: root.querySelectorAll('h1, h2, h3').map(textOf),
    alerts: root.querySelectorAll('[role=alert], [role=status]').map(textOf),
    links: root
      .querySelectorAll('a[href]')
      .map((link) => ({ text: textOf(link), href: attribute(link, 'href') ?? '' })),
    refresh,
    forms: root.querySelectorAll('form').map((form) => readForm(form, root)),
  };
}

function readRefresh(root: HTMLElement): string | undefined {
  const contents = root
    .querySelectorAll('meta[http-equiv=refresh]')
    .map((meta) => attribute(meta, 'content'));
  return /^\s*0\s*;\s*url=(.+)$/i.exec(contents[0] ?? '')?.[1];
}

function readForm(form: HTMLElement, root: HTMLElement): Form {
  const id = attribute(form, 'id');
  const outside = id === undefined ? [] : root.querySelectorAll(`[form="${id}"]`);
  const controls = [...form.querySelectorAll('input, button, select, textarea'), ...outside].filter(
    (control) => !isDisabled(control),
  );
  return {
    action: attribute(form, 'action') ?? '',
    method: (attribute(form, 'method') ?? 'get').toLowerCase(),
    fields: controls.flatMap(readField),
    buttons: controls.flatMap(readButton),
  };
}

function readField(control: HTMLElement): Field[] {
  const name = attribute(control, 'name');
  const type = control.tagName === 'INPUT' ? typeOf(control, 'text') : control.tagName.toLowerCase();
  if (name === undefined || ['button', 'submit', 'reset', 'image'].includes(type)) return [];
  if (type === 'select') return [{ name, type, value: selected(control), checked: true }];
  if (type === 'textarea')
    return [{ name, type, value: control.textContent.replace(/^\n/, ''), checked: true }];
  const ticks = type === 'checkbox' || type === 'radio';
  const value = attribute(control, 'value') ?? (ticks ? 'on' : '');
  return [{ name, type, value, checked: !ticks || control.hasAttribute('checked') }];
}

function readButton(control: HTMLElement): SubmitButton[] {
  const isInput = control.tagName === 'INPUT';
  if (!isInput && control.tagName !== 'BUTTON') return [];
  if (typeOf(control, isInput ? 'text' : 'submit') !== 'submit') return [];
  const value = attribute(control, 'value') ?? '';
  return [
    {
      text: isInput ? value || 'Submit' : textOf(control),
      name: attribute(control, 'name'),
      value,
      action: attribute(control, 'formaction'),
      method: attribute(control, 'formmethod')?.toLowerCase(),
    },
  ];
}

function selected(select: HTMLElement): string {
  const options = select.querySelectorAll('option');
  const chosen = options.find((option) => option.hasAttribute('selected')) ?? options[0];
  if (chosen === undefined) return '';
  return attribute(chosen, 'value') ?? textOf(chosen);
}

function isDisabled(control: HTMLElement): boolean {
  return control.hasAttribute('disabled') || control.closest('fieldset[disabled]') !== null;
}

function typeOf(control: HTMLElement, otherwise: string): string {
  return (attribute(control, 'type') ?? otherwise).toLowerCase();
}

function attribute(element: HTMLElement, name: string): string | undefined {
  return element.getAttribute(name);
}

function textOf(element: HTMLElement | null): string {
  return (element?.structuredText ?? '').replace(/\s+/g, ' ').trim();
}
