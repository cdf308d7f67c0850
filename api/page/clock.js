// The simulation clock: what time it is, and play, pause, step, speed.
import { get, post } from "./call.js";
import { clock, moment } from "./words.js";

const byId = (id) => document.getElementById(id);
let simulation = null;

export const now = () => simulation;

export async function refresh() {
  simulation = await get("simulation");
  byId("scenario").textContent = `SIMULATION · ${simulation.title}`;
  byId("scenario").title = `${simulation.network_id}, version ${simulation.version}`;
  byId("now").textContent = `${moment(simulation.now)}`;
  byId("state").textContent = simulation.speed ? `running ${simulation.speed}×` : "paused";
  byId("play").textContent = simulation.speed ? "Pause" : "Play";
  return simulation;
}

export function install(attempt, changed) {
  const speed = () => Number(byId("speed").value);
  byId("clock").addEventListener("submit", (event) => event.preventDefault());
  byId("play").addEventListener("click", () =>
    attempt(async () => {
      await post("simulation/speed", { speed: simulation && simulation.speed ? 0 : speed() });
      await refresh();
    }),
  );
  byId("speed").addEventListener("change", () =>
    attempt(async () => {
      if (simulation && simulation.speed) await post("simulation/speed", { speed: speed() });
      await refresh();
    }),
  );
  for (const button of document.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () =>
      attempt(async () => {
        const step = await post("simulation/step", { minutes: Number(button.dataset.step) });
        await refresh();
        changed(`${step.events} events until ${clock(step.now)}`);
      }),
    );
  }
}
