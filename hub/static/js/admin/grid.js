/* A table that is typed as text becomes a grid of fields: one Stimulus controller for the editor.

   The text area stays what is sent: a tab between cells, a line for each row. Cells copied from a spreadsheet
   can be pasted into any field. Without this file the text area works by itself. */
(() => {
  "use strict";

  const SMALLEST = 2;

  class GridController extends window.StimulusModule.Controller {
    static values = {
      cell: String,
      addRow: String,
      addColumn: String,
      removeRow: String,
      removeColumn: String,
    };

    connect() {
      if (this.element.nextElementSibling?.classList.contains("hub-grid")) return;
      const lines = this.element.value.split("\n").filter((line) => line.trim());
      this.rows = lines.map((line) => line.split("\t"));
      this.root = document.createElement("div");
      this.root.className = "hub-grid";
      this.element.after(this.root);
      this.element.hidden = true;
      this.draw();
    }

    disconnect() {
      this.root?.remove();
      this.element.hidden = false;
    }

    get width() {
      return Math.max(SMALLEST, ...this.rows.map((row) => row.length));
    }

    square() {
      while (this.rows.length < SMALLEST) this.rows.push([]);
      const width = this.width;
      for (const row of this.rows) while (row.length < width) row.push("");
    }

    draw(focus) {
      this.square();
      const table = document.createElement("table");
      this.rows.forEach((row, y) => {
        const line = table.insertRow();
        row.forEach((text, x) => line.insertCell().append(this.field(text, y, x)));
        const last = line.insertCell();
        if (y > 0 && this.rows.length > SMALLEST) {
          last.append(this.button("×", this.removeRowValue.replace("{row}", y + 1), () => this.rows.splice(y, 1)));
        }
      });
      if (this.width > SMALLEST) {
        const line = table.insertRow();
        for (let x = 0; x < this.width; x += 1) {
          const name = this.removeColumnValue.replace("{column}", x + 1);
          line.insertCell().append(this.button("×", name, () => this.rows.forEach((row) => row.splice(x, 1))));
        }
      }
      const box = document.createElement("div");
      box.className = "hub-grid-box";
      box.append(table);
      this.root.replaceChildren(
        box,
        this.button(this.addRowValue, "", () => this.rows.push([])),
        this.button(this.addColumnValue, "", () => this.rows.forEach((row) => row.push(""))),
      );
      if (focus) table.rows[focus.y]?.cells[focus.x]?.querySelector("input")?.focus();
    }

    field(text, y, x) {
      const input = document.createElement("input");
      input.type = "text";
      input.value = text;
      input.setAttribute("aria-label", this.cellValue.replace("{row}", y + 1).replace("{column}", x + 1));
      input.addEventListener("input", () => {
        this.rows[y][x] = input.value;
        this.send();
      });
      input.addEventListener("paste", (event) => this.paste(event, y, x));
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        if (y + 1 === this.rows.length) this.rows.push([]);
        this.draw({ y: y + 1, x });
        this.send();
      });
      return input;
    }

    button(text, name, change) {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button button-small button-secondary";
      made.textContent = text;
      if (name) made.setAttribute("aria-label", name);
      made.addEventListener("click", () => {
        change();
        this.draw({ y: this.rows.length - 1, x: 0 });
        this.send();
      });
      return made;
    }

    paste(event, y, x) {
      const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
      if (!/[\t\n]/.test(text)) return;
      event.preventDefault();
      text.split("\n").forEach((line, down) => {
        while (this.rows.length <= y + down) this.rows.push([]);
        line.split("\t").forEach((cell, along) => {
          this.rows[y + down][x + along] = cell.trim();
        });
      });
      this.rows = this.rows.map((row) => Array.from(row, (cell) => cell ?? ""));
      this.draw({ y, x });
      this.send();
    }

    send() {
      this.element.value = this.rows.map((row) => row.join("\t")).join("\n");
      for (const name of ["input", "change"]) this.element.dispatchEvent(new Event(name, { bubbles: true }));
    }
  }

  window.wagtail.app.register("hub-grid", GridController);
})();
