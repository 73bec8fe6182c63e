// A card works without this file. It shows, while you type, what others will see of it.
addEventListener('DOMContentLoaded', () => {
  const form = document.querySelector('[data-card]'), shown = document.querySelector('[data-previews]');
  if (!form) return;
  let timer, latest = 0;
  const look = async () => {
    const mine = ++latest;
    try {
      const answer = await fetch(form.dataset.card, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
      const words = answer.ok ? await answer.text() : '';
      if (words && mine === latest) shown.innerHTML = words;
    } catch {}
  };
  // what is shown already needs no other page, on which a chosen picture would be lost
  form.elements.ansehen.addEventListener('click', event => { event.preventDefault(); look(); shown.focus(); });
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(look, 600); });
});
