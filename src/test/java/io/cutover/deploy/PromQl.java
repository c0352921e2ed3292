package io.cutover.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression names: metrics with their matchers, and labels it groups by. Whether it is an
 * expression at all is for Prometheus to say.
 */
public final class PromQl {
  private static final Pattern SELECTOR =
      Pattern.compile(
          "(?<![\\w:\"])([a-z_]\\w*:[\\w:]+|(?:cutover|jvm|process|system)_\\w+|up)\\b"
              + "(?:\\{([^}]*)\\})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");

  /** Labels that every scraped series has, and the one of a histogram's buckets. */
  private static final Set<String> SCRAPED = Set.of("job", "instance", "le");

  private PromQl() {}

  /**
   * Returns what in an expression is not known.
   *
   * @param recorded names made by recording rules, whose name begins with their labels
   */
  public static List<String> unknowns(String expr, Set<String> recorded) {
    List<String> unknowns = new ArrayList<>();
    Set<String> labels = new TreeSet<>(SCRAPED);
    Matcher selector = SELECTOR.matcher(expr);
    boolean any = false;
    while (selector.find()) {
      any = true;
      String name = selector.group(1);
      if (name.contains(":")) {
        if (!recorded.contains(name)) {
          unknowns.add(name + " is recorded by no rule");
        }
        labels.addAll(labelsOfRecorded(name));
        match(selector.group(2), name, labelsOfRecorded(name), null, unknowns);
      } else if (name.startsWith("cutover_")) {
        MetricsReference.Metric metric = MetricsReference.of(name);
        if (metric == null) {
          unknowns.add(name + " is no metric");
          continue;
        }
        boolean part = !metric.name().equals(name);
        if (metric.type().equals("histogram") && !part) {
          unknowns.add(name + " is a histogram: name its _bucket, _sum or _count");
        }
        labels.addAll(metric.labels().keySet());
        match(selector.group(2), name, metric.labels().keySet(), metric, unknowns);
      } else {
        labels.addAll(Set.of("area", "id", "state", "pool", "action", "cause", "version"));
      }
    }
    if (!any) {
      unknowns.add("names no metric");
    }
    Matcher grouping = GROUPING.matcher(expr);
    while (grouping.find()) {
      for (String label : grouping.group(1).split(",", -1)) {
        if (!label.isBlank() && !labels.contains(label.strip())) {
          unknowns.add(label.strip() + " is a label of nothing named here");
        }
      }
    }
    return unknowns;
  }

  private static Set<String> labelsOfRecorded(String name) {
    return Set.of(name.substring(0, name.indexOf(':')).split("_", -1));
  }

  private static void match(
      String matchers,
      String name,
      Set<String> labels,
      MetricsReference.Metric metric,
      List<String> unknowns) {
    Matcher matcher = MATCHER.matcher(matchers == null ? "" : matchers);
    while (matcher.find()) {
      String label = matcher.group(1);
      if (!labels.contains(label) && !SCRAPED.contains(label)) {
        unknowns.add(name + " has no label " + label);
        continue;
      }
      Set<String> values =
          metric == null ? Set.of() : metric.labels().getOrDefault(label, Set.of());
      if (!values.isEmpty() && !matcher.group(3).startsWith("$")) {
        for (String value : matcher.group(3).split("\\|", -1)) {
          if (!values.contains(value)) {
            unknowns.add(name + " has no " + label + " " + value);
          }
        }
      }
    }
  }
}
