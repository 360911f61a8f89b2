fetch(`${import.meta.env.VITE_ORCHARD_API}/trees`).then((answer) => answer.json());
window.map.key = import.meta.env.VITE_MAP_KEY;
