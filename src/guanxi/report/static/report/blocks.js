/* What the blocks of a page do: draws the charts from the JSON beside them, says where a table goes on, opens everything
   on paper. Text from people reaches the page as textContent only. */
(function () {
  "use strict";

  var PRINT_WIDTH = 664; /* A4 less the margins of @page, in CSS pixels */
  var PRINT_HALF = 318;
  var INK = "#1b2530";
  var FONT = getComputedStyle(document.body).fontFamily;
  var island = document.getElementById("chart-options");
  var options = island ? JSON.parse(island.textContent) : {};
  var charts = [];

  function stroke(x1, y1, x2, y2, color) {
    return { type: "line", shape: { x1: x1, y1: y1, x2: x2, y2: y2 }, style: { stroke: color, lineWidth: 1.5 } };
  }

  /* The marks that a series may ask for by name; each gets the series and gives ECharts' renderItem. */
  var marks = {
    whisker: function (series) {
      return function (params, api) {
        var low = api.coord([api.value(0), api.value(2)]);
        var high = api.coord([api.value(1), api.value(2)]);
        var y = low[1] + (series.data[params.dataIndex].shift || 0) * api.size([0, 1])[1];
        var color = series.itemStyle.color;
        return { type: "group", children: [
          stroke(low[0], y, high[0], y, color),
          stroke(low[0], y - 4, low[0], y + 4, color),
          stroke(high[0], y - 4, high[0], y + 4, color)
        ] };
      };
    },
    pole: function (series) {
      return function (params, api) {
        var low = api.coord([api.value(0), api.value(1)]);
        var high = api.coord([api.value(0), api.value(2)]);
        var color = series.itemStyle.color;
        return { type: "group", children: [
          stroke(low[0], low[1], high[0], high[1], color),
          stroke(low[0] - 4, low[1], low[0] + 4, low[1], color),
          stroke(high[0] - 4, high[1], high[0] + 4, high[1], color)
        ] };
      };
    },
    span: function (series) {
      return function (params, api) {
        var item = series.data[params.dataIndex];
        var a = api.coord([api.value(0), api.value(2)]);
        var b = api.coord([api.value(1), api.value(2)]);
        var thick = api.size([0, 1])[1] * series.thickness;
        var left = Math.min(a[0], b[0]);
        var wide = Math.max(Math.abs(b[0] - a[0]), 1);
        var children = [{
          type: "rect",
          shape: { x: left, y: a[1] - thick / 2, width: wide, height: thick },
          style: { fill: item.itemStyle.color }
        }];
        if (item.text) {
          children.push({
            type: "text", x: left + wide + 6, y: a[1],
            style: { text: item.text, fill: INK, font: "13px " + FONT, verticalAlign: "middle" }
          });
        }
        return { type: "group", children: children };
      };
    }
  };

  function tip(params) {
    var box = document.createElement("div");
    box.className = "tip";
    box.textContent = (params.data && params.data.tip) || params.name || "";
    return box;
  }

  /* The text writes a true minus; so does an axis. */
  function figure(value) {
    return value.toLocaleString("en-US", { maximumFractionDigits: 10 }).replace("-", "\u2212");
  }

  function complete(option) {
    var base = option.baseOption || option;
    base.tooltip.formatter = tip;
    [].concat(base.xAxis || [], base.yAxis || []).forEach(function (axis) {
      if (axis.type === "value" && axis.axisLabel && !axis.axisLabel.formatter) { axis.axisLabel.formatter = figure; }
    });
    base.series.forEach(function (series) {
      if (series.type === "custom") { series.renderItem = marks[series.renderItem](series); }
    });
    return option;
  }

  function draw(element) {
    var chart = window.echarts.init(element, null, { renderer: "svg" });
    chart.setOption(complete(options[element.dataset.chart]));
    charts.push(chart);
    element.dataset.drawn = "yes";
    new ResizeObserver(function () {
      if (!printing && element.clientWidth) { chart.resize(); } /* width 0: the page is hidden */
    }).observe(element);
  }

  function resize(chart, width) {
    chart.resize({ width: width });
    chart.getZr().flush(); /* paper does not wait for the next frame */
  }

  var printing = false;
  var opened = [];
  window.addEventListener("beforeprint", function () {
    printing = true;
    document.querySelectorAll("details:not([open])").forEach(function (details) {
      details.open = true;
      opened.push(details);
    });
    charts.forEach(function (chart) { resize(chart, chart.getDom().closest(".pair > :not(:only-child)") ? PRINT_HALF : PRINT_WIDTH); });
  });
  window.addEventListener("afterprint", function () {
    printing = false;
    opened.splice(0).forEach(function (details) { details.open = false; });
    charts.forEach(function (chart) { resize(chart, "auto"); });
  });

  /* A table that is wider than its box says so; a shadow alone is easily overlooked. */
  var overflow = new ResizeObserver(function (entries) {
    if (printing) { return; }
    entries.forEach(function (entry) {
      var box = entry.target;
      box.previousElementSibling.hidden = box.scrollWidth <= box.clientWidth + 1;
    });
  });
  document.querySelectorAll(".scroll").forEach(function (box) { overflow.observe(box); });

  document.querySelectorAll("[data-chart]").forEach(draw);
})();
