import { useEffect, useState } from "preact/hooks";

/** From this width on, inbox and request stand side by side; style.css has the same number. */
const SIDE_BY_SIDE = matchMedia("(min-width: 1200px)");

export function isWide(): boolean {
  return SIDE_BY_SIDE.matches;
}

export function useWide(): boolean {
  const [wide, set] = useState(SIDE_BY_SIDE.matches);
  useEffect(() => {
    const look = () => set(SIDE_BY_SIDE.matches);
    SIDE_BY_SIDE.addEventListener("change", look);
    return () => SIDE_BY_SIDE.removeEventListener("change", look);
  }, []);
  return wide;
}
