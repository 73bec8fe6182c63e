// Passkeys: the site asks, the browser answers, and the answer goes back as an ordinary form.
(() => {
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), sign => sign.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const known = keys => (keys || []).map(key => ({ ...key, id: bytes(key.id) }));
  const ways = {
    async show(options) {
      const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) };
      return navigator.credentials.get({ publicKey });
    },
    async register(options) {
      const user = { ...options.user, id: bytes(options.user.id) };
      const publicKey = { ...options, user, challenge: bytes(options.challenge), excludeCredentials: known(options.excludeCredentials) };
      return navigator.credentials.create({ publicKey });
    },
  };
  const said = ({ id, response }) => {
    const parts = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature'].filter(name => response[name]);
    return { id, response: Object.fromEntries(parts.map(name => [name, text(response[name])])) };
  };

  const passkey = form => {
    const trouble = form.querySelector('[data-trouble]');
    form.hidden = false;
    form.addEventListener('submit', async event => {
      event.preventDefault();
      event.stopPropagation();
      if (!form.reportValidity()) return;
      trouble.hidden = true;
      try {
        const answer = await (await fetch(form.dataset.question, { method: 'POST', body: new URLSearchParams(new FormData(form)) })).json();
        if (answer.page) { location.href = answer.page; return; }
        form.elements.frage.value = answer.challenge_id;
        form.elements.antwort.value = JSON.stringify(said(await ways[form.dataset.passkey](answer.options)));
        form.submit();
      } catch {
        // nothing there, or somebody closed the window: both are said alike, browsers do not tell which
        trouble.hidden = false;
      }
    });
  };

  addEventListener('DOMContentLoaded', () => {
    if (!window.PublicKeyCredential) return;
    document.querySelectorAll('[data-passkey]').forEach(passkey);
    document.querySelectorAll('[data-without-passkeys]').forEach(part => { part.hidden = true; });
  });
})();
