// Everything works without this file. It only adds comfort.
(() => {
  const root = document.documentElement;
  const dark = () => (root.dataset.theme || (matchMedia('(prefers-color-scheme:dark)').matches ? 'dark' : 'light')) === 'dark';
  try { const theme = localStorage.getItem('theme'); if (theme) root.dataset.theme = theme; } catch {}

  const show = button => button.setAttribute('aria-pressed', dark());
  const count = field => {
    const line = document.getElementById(field.id + '-n');
    if (line) line.textContent = line.dataset.words.replace('{n}', field.value.length);
  };

  addEventListener('DOMContentLoaded', () => {
    const button = document.querySelector('[data-theme-switch]');
    if (button) {
      button.hidden = false;
      show(button);
      button.addEventListener('click', () => {
        root.dataset.theme = dark() ? 'light' : 'dark';
        try { localStorage.setItem('theme', root.dataset.theme); } catch {}
        show(button);
      });
    }
    // filters start folded on small screens
    if (matchMedia('(max-width:59.99rem)').matches) document.querySelectorAll('details.fold').forEach(fold => { fold.open = false; });
    document.querySelectorAll('[data-counted]').forEach(field => { count(field); field.addEventListener('input', () => count(field)); });
    // an error summary is read first
    document.querySelector('.error-sum')?.focus();
    document.querySelector('[data-print]')?.addEventListener('click', event => { event.preventDefault(); print(); });
  });
  // a form is sent once
  addEventListener('submit', event => {
    // what is shown in a frame may be asked for again and again
    if (event.target.method !== 'post' || event.submitter?.formTarget) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = 'yes';
  });
  addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(form => delete form.dataset.sent));
})();
