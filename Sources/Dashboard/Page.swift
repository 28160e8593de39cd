/// The page at `/`: runs and workers as they stand, and the estimates of one run. It asks the API of the same server once a
/// second and loads nothing from elsewhere.
enum Page {
    static let html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Suanli</title>
        <style>
        :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
        body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
        table { border-collapse: collapse; width: 100% }
        th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid #8884 }
        td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
        tr[data-run] { cursor: pointer } tr[data-run]:hover, tr.chosen { background: #8882 }
        progress { width: 8rem } .quiet { opacity: .65 } code { font-size: .9em }
        </style>
        <h1>Suanli <span class="quiet">算力</span></h1>
        <p id="trouble" class="quiet"></p>
        <h2>Runs</h2><table id="runs"></table>
        <h2>Workers</h2><table id="workers"></table>
        <section id="result"></section>
        <script>
        let chosen = location.hash.slice(1), shown = "";
        const text = value => String(value ?? "").replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);
        const number = value => value == null ? "–" : Number(value).toLocaleString("en", { maximumSignificantDigits: 4 });
        const fill = (id, head, rows, none) => document.getElementById(id).innerHTML =
          rows.length ? `<tr>${head}</tr>${rows.join("")}` : `<tr><td class="quiet">${none}</td></tr>`;
        const get = async path => {
          const token = sessionStorage.getItem("token");
          const answer = await fetch("/api/v1" + path, token ? { headers: { Authorization: "Bearer " + token } } : {});
          if (answer.status === 401 || answer.status === 403) askForToken();
          if (!answer.ok) throw new Error((await answer.json()).error ?? answer.statusText);
          return answer.json();
        };
        // Asked for once; what was wrong is shown beside the runs, and a click on it asks again.
        let asked = false;
        function askForToken(again) {
          if (asked && !again) return;
          asked = true;
          const token = prompt("The token of this coordinator (suanli keys new NAME --token --role read)");
          if (token) sessionStorage.setItem("token", token.trim());
        }
        document.getElementById("trouble").addEventListener("click", () => askForToken(true));
        async function refresh() {
          try {
            const runs = (await get("/runs")).runs.reverse();
            if (!chosen && runs.length) chosen = runs[0].run;
            fill("runs", "<th>Run<th>Model<th>State<th>Merged<th class=number>Draws", runs.map(r =>
              `<tr data-run="${text(r.run)}" class="${r.run === chosen ? "chosen" : ""}"><td><code>${text(r.run)}</code> ${text(r.label)}` +
              `<td>${text(r.model)}<td title="${text(r.reason)}">${text(r.state)}` +
              `<td><progress max=1 value=${r.merged}></progress> ${Math.floor(100 * r.merged)}%` +
              `<td class=number>${number(r.draws)}`), "No run yet: suanli submit MODEL");
            const workers = (await get("/workers")).workers;
            fill("workers", "<th>Worker<th>Host<th class=number>Slots<th class=number>Leases<th class=number>Shards merged",
              workers.map(w => `<tr><td><code>${text(w.worker)}</code><td>${text(w.host)}<td class=number>${w.slots}` +
              `<td class=number>${w.leases}<td class=number>${w.merged_shards}`), "No worker: suanli worker");
            // A result is worth asking for only when it is another one, or has grown.
            const run = runs.find(r => r.run === chosen), version = run && `${run.run} ${run.state} ${run.merged_draws}`;
            if (run && version !== shown) { show(await get(`/runs/${encodeURIComponent(chosen)}/result`)); shown = version; }
            document.getElementById("trouble").textContent = "";
          } catch (error) { document.getElementById("trouble").textContent = error.message; }
        }
        function show(result) {
          const scenarios = result.scenarios || [result];
          document.getElementById("result").innerHTML = scenarios.map(tables).join("") +
            `<p class=quiet>The quantiles say how uncertain the world is; the errors say how uncertain the computing is. ` +
            `Merged ${(100 * result.merged).toFixed(1)}% of ${number(result.draws)} draws, digest <code>${text(result.digest)}</code></p>`;
        }
        function tables(result) {
          const quantile = (output, p) => number(output.quantiles[p].value);
          const outputs = Object.entries(result.outputs).map(([name, o]) =>
            `<tr><td>${text(o.label || name)}<td>${text(o.unit)}<td class=number>${number(o.mean.value)}` +
            `<td class=number>${number(o.mean.se)}` +
            ["0.05", "0.5", "0.95"].map(p => `<td class=number>${quantile(o, p)}`).join(""));
          const chances = Object.entries(result.probabilities).map(([name, p]) =>
            `<tr><td>${text(name)}<td class=number>${p.value == null ? "–" : (100 * p.value).toFixed(2) + "%"}` +
            `<td class=number>${p.se == null ? "–" : (100 * p.se).toFixed(3) + "%"}`);
          const given = result.conditioning ? `<p class=quiet>given that ${result.conditioning.observations.map(text).join("; ")}</p>` : "";
          return `<h2>${text(result.model.name)} · ${text(result.scenario)}</h2>` + given +
            `<table><tr><th>Output<th>Unit<th class=number>Mean<th class=number>its error<th class=number>5%` +
            `<th class=number>50%<th class=number>95%</tr>${outputs.join("")}</table>` +
            `<table><tr><th>Probability<th class=number>Value<th class=number>its error</tr>${chances.join("")}</table>`;
        }
        document.getElementById("runs").addEventListener("click", event => {
          const row = event.target.closest("tr[data-run]");
          if (row) { chosen = row.dataset.run; location.hash = chosen; refresh(); }
        });
        refresh(); setInterval(refresh, 1000);
        </script>
        </html>
        """
}
