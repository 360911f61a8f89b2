const base = import.meta.env.VITE_ORCHARD_API || "/api";
fetch(`${base}/trees`);
