package dev.consentledger.matching.projection;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Decides where reading begins: at the cursor in the database, whenever the group is given its
 * partition. All but the timer runs on the connector's polling thread, which may block.
 *
 * <p>While nothing is heard, it looks each second whether the topic still is what it was and still
 * reaches to the cursor. Where not, or where a start failed, it has the partition given out again:
 * then the connector forgets what it fetched, and reading starts anew.
 */
@Identifier("permissions")
@ApplicationScoped
class TopicStarter implements KafkaConsumerRebalanceListener {
  static final String CHANNEL = "permissions";
  static final long CHECK_MILLIS = 1000;

  /** For the batch in hand to end; with the broker's limits well below max.poll.interval.ms. */
  static final Duration TURN_LIMIT = Duration.ofSeconds(20);

  private static final Logger LOG = Logger.getLogger(TopicStarter.class);

  private final TopicFollower follower;
  private final Projection projection;
  private final PermissionsTopic topic;
  private final KafkaClientService clients;
  private final Vertx vertx;
  private final AtomicBoolean checking = new AtomicBoolean();
  private volatile long timer;

  TopicStarter(
      TopicFollower follower,
      Projection projection,
      PermissionsTopic topic,
      KafkaClientService clients,
      Vertx vertx) {
    this.follower = follower;
    this.projection = projection;
    this.topic = topic;
    this.clients = clients;
    this.vertx = vertx;
  }

  void watch(@Observes StartupEvent event) {
    timer = vertx.setPeriodic(CHECK_MILLIS, _ -> check());
  }

  void stopWatching(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      if (!start(consumer, partition)) {
        // Nothing is read until the next check has the partition given out again.
        consumer.seek(partition, 0);
        consumer.pause(partitions);
      }
    }
  }

  private boolean start(Consumer<?, ?> consumer, TopicPartition partition) {
    try {
      if (!follower.beginStart(TURN_LIMIT)) {
        return false;
      }
      try {
        Optional<Cursor> seen = VertxContextSupport.subscribeAndAwait(follower::storedCursor);
        TopicAtStart now = topic.now(consumer, partition);
        long offset = VertxContextSupport.subscribeAndAwait(() -> follower.start(seen, now));
        consumer.seek(partition, offset);
        LOG.infof(
            "Reads the permissions topic from offset %d; its end is %d.", offset, now.endOffset());
        return true;
      } finally {
        follower.endStart();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Throwable failure) {
      // Messages of drivers may hold rows; those of the broker's side do not.
      LOG.warnf(
          "The projection could not start (%s); it tries again.",
          failure instanceof KafkaException ? failure.getMessage() : failure.getClass().getName());
      return false;
    }
  }

  private void check() {
    if (projection.standing().isFresh()
        || projection.standing().phase().isFinal()
        || !checking.compareAndSet(false, true)) {
      return;
    }
    KafkaConsumer<String, String> consumer = clients.getConsumer(CHANNEL);
    if (consumer == null) {
      checking.set(false);
      return;
    }
    consumer
        .runOnPollingThread(this::looked)
        .subscribe()
        .with(
            _ -> checking.set(false),
            failure -> {
              checking.set(false);
              LOG.debugf("The topic could not be checked: %s", failure.getClass().getSimpleName());
            });
  }

  /** Answers whether reading starts anew. */
  private boolean looked(Consumer<String, String> consumer) {
    for (TopicPartition partition : consumer.assignment()) {
      Cursor cursor = follower.cursor();
      if (follower.needsStart()
          || cursor == null
          || !cursor.continues(topic.now(consumer, partition))) {
        consumer.enforceRebalance("the projection starts anew");
        return true;
      }
    }
    return false;
  }
}
