import { element } from './element.ts';

/** A button that puts a text on the clipboard and says so for two seconds. Without a clipboard (plain http elsewhere) the text is shown to be copied by hand. */
export function makeCopyButton(label: string, text: () => string): HTMLElement {
  const button = element('button', { type: 'button', class: 'quiet' }, label);
  const status = element('span', { class: 'unseen', role: 'status' });
  const byHand = element('textarea', {
    class: 'by-hand',
    rows: '3',
    readonly: true,
    hidden: true,
    'aria-label': label,
  });
  button.addEventListener('click', () => {
    void copy(text()).then((copied) => {
      byHand.hidden = copied;
      if (!copied) {
        byHand.value = text();
        byHand.focus();
        byHand.select();
      }
      button.textContent = copied ? 'Copied' : label;
      status.textContent = copied ? 'Copied' : 'Select the text to copy it';
      setTimeout(() => (button.textContent = label), 2000);
    });
  });
  return element('span', { class: 'copy' }, button, status, byHand);
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
