'use strict'
// Ticks that last, a progress count, and copying. Every text is in the page already.
{
  const page = document.body.dataset
  const all = (selector) => [...document.querySelectorAll(selector)]
  const ticks = all('input[data-tick]')
  const spoken = document.getElementById('spoken')

  // A browser may refuse storage to a file: then the ticks last as long as the page.
  const kept = () => {
    try {
      const names = JSON.parse(localStorage.getItem(page.key) ?? '[]')
      return Array.isArray(names) ? names : []
    } catch {
      return []
    }
  }
  const keep = (names) => {
    try {
      localStorage.setItem(page.key, JSON.stringify(names))
      return true
    } catch {
      return false
    }
  }

  const count = () => {
    const done = ticks.filter((tick) => tick.checked).length
    document.getElementById('bar').value = done
    document.getElementById('count').textContent = page.done.replace('{done}', done)
  }

  const ticked = new Set(kept())
  for (const tick of ticks) {
    tick.checked = ticked.has(tick.dataset.tick)
    tick.addEventListener('change', () => {
      const names = ticks.filter((other) => other.checked).map((other) => other.dataset.tick)
      document.getElementById('unkept').hidden = keep(names)
      count()
    })
  }
  document.getElementById('unkept').hidden = keep([...ticked])
  document.getElementById('progress').hidden = false
  count()

  const select = (value) => {
    const range = document.createRange()
    range.selectNodeContents(value)
    getSelection().removeAllRanges()
    getSelection().addRange(range)
  }

  const copy = async (value) => {
    try {
      await navigator.clipboard.writeText(value.textContent)
      return true
    } catch {
      // Opened as a file, a page may not have the clipboard: copy the selection, or leave it selected.
      select(value)
      try {
        return document.execCommand('copy')
      } catch {
        return false
      }
    }
  }

  for (const button of all('button[data-copy]')) {
    const label = button.textContent
    let back
    button.hidden = false
    button.addEventListener('click', async () => {
      const copied = await copy(document.getElementById(button.dataset.copy))
      const says = copied ? page.copied : page.selected
      button.textContent = says
      button.classList.toggle('copied', copied)
      spoken.textContent = ''
      spoken.textContent = says
      clearTimeout(back)
      back = setTimeout(() => {
        button.textContent = label
        button.classList.remove('copied')
      }, 2500)
    })
  }
}
