package io.cutover.metric;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A classic histogram of durations, shown in seconds, counted in nanoseconds.
 *
 * <p>In place of the library's histogram: that one numbers all observations of a series through one
 * atomic, over which event loops queue (two threads on one series: 120 ns for each observation
 * there, 100 ns for all that an exchange counts here). The price: a scrape may see a bucket's count
 * before the sum that belongs to it.
 */
final class Durations implements Collector {
  private final MetricMetadata metadata;
  private final String[] labelNames;
  private final double[] upperBounds;
  private final long[] upperNanos;
  private final Map<Labels, Point> points = new ConcurrentSkipListMap<>();

  /**
   * Registers a histogram.
   *
   * @param name without the unit, which is seconds
   * @param upperBounds in seconds, ascending, without infinity
   */
  Durations(
      PrometheusRegistry registry,
      String name,
      String help,
      double[] upperBounds,
      String... labelNames) {
    this.metadata = new MetricMetadata(name + "_seconds", help, Unit.SECONDS);
    this.labelNames = labelNames.clone();
    this.upperBounds = new double[upperBounds.length + 1];
    this.upperNanos = new long[upperBounds.length];
    for (int i = 0; i < upperBounds.length; i++) {
      this.upperBounds[i] = upperBounds[i];
      this.upperNanos[i] = Math.round(upperBounds[i] * 1e9);
    }
    this.upperBounds[upperBounds.length] = Double.POSITIVE_INFINITY;
    registry.register(this);
  }

  /** Returns the series with these labels, at 0 if it is not there yet. */
  Point point(String... labelValues) {
    return points.computeIfAbsent(Labels.of(labelNames, labelValues), _ -> new Point());
  }

  @Override
  public HistogramSnapshot collect() {
    var snapshot = HistogramSnapshot.builder().name(metadata.getName()).help(metadata.getHelp());
    points.forEach((labels, point) -> snapshot.dataPoint(point.collect(labels)));
    return snapshot.unit(Unit.SECONDS).build();
  }

  @Override
  public MetricFamilyDescriptor getMetricFamilyDescriptor() {
    return MetricFamilyDescriptor.of(MetricType.HISTOGRAM, metadata, List.of(labelNames));
  }

  /** One series. Any thread. */
  final class Point {
    private final LongAdder[] buckets = new LongAdder[upperBounds.length];
    private final LongAdder sumNanos = new LongAdder();

    private Point() {
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    void observe(long nanos) {
      int bucket = 0;
      while (bucket < upperNanos.length && nanos > upperNanos[bucket]) {
        bucket++;
      }
      buckets[bucket].increment();
      sumNanos.add(nanos);
    }

    private HistogramDataPointSnapshot collect(Labels labels) {
      long[] counts = new long[buckets.length];
      for (int i = 0; i < buckets.length; i++) {
        counts[i] = buckets[i].sum();
      }
      return HistogramDataPointSnapshot.builder()
          .labels(labels)
          .classicHistogramBuckets(ClassicHistogramBuckets.of(upperBounds, counts))
          .sum(sumNanos.sum() / 1e9)
          .build();
    }
  }
}
