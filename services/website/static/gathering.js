// A file that takes longer than a second to gather says so; without this the browser simply downloads it.
(() => {
  const save = (blob, name) => {
    const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  const named = answer => /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') || '')?.[1] || '';
  for (const link of document.querySelectorAll('[data-gathers]')) {
    link.addEventListener('click', async event => {
      event.preventDefault();
      const note = document.querySelector(link.dataset.gathers);
      const soon = setTimeout(() => { note.hidden = false; }, 1000);
      try {
        const answer = await fetch(link.href);
        if (!answer.ok) throw answer;
        save(await answer.blob(), named(answer));
      } catch {
        // The browser shows what stands in the way.
        location.assign(link.href);
      } finally {
        clearTimeout(soon);
        note.hidden = true;
      }
    });
  }
})();
