/** A moment as people read it: the time of day in local time, with the date when it is not today's. Epoch milliseconds. */
export function lastTime(moment: number, now: number): string {
  const at = new Date(moment);
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (at.toDateString() === new Date(now).toDateString()) return time;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
