/** Light, dark, or as the system has it; kept between visits. Runs before the first paint. */

const KEY = "theme";
const CHOICES = ["automatic", "light", "dark"];

const kept = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is shut
  }
};

function apply(choice) {
  document.documentElement.dataset.theme = choice;
  const button = document.getElementById("theme");
  const next = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
  button?.setAttribute("aria-label", `Theme: ${choice}. Change to ${next}`);
  if (button) button.title = `Theme: ${choice}`;
}

export function bindTheme() {
  apply(document.documentElement.dataset.theme);
  document.getElementById("theme").addEventListener("click", () => {
    const choice = CHOICES[(CHOICES.indexOf(document.documentElement.dataset.theme) + 1) % CHOICES.length];
    apply(choice);
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // it holds until the page is left
    }
  });
}

apply(CHOICES.includes(kept()) ? kept() : CHOICES[0]);
