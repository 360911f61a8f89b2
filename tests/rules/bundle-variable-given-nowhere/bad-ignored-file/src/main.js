fetch(`${import.meta.env.VITE_ORCHARD_API}/trees`).then((answer) => answer.json());
