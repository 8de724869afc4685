import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes to each topic what its codec makes of the same records. Arguments: brokers, then for each topic `name codec count bytes`.
 * Record n has the key kn and the value {"n":n,"t":"ü…"} with that many random digits.
 */
public class JavaProducer {
  public static void main(String[] arguments) throws Exception {
    for (int at = 1; at < arguments.length; at += 4) {
      write(arguments[0], arguments[at], arguments[at + 1], Integer.parseInt(arguments[at + 2]), Integer.parseInt(arguments[at + 3]));
    }
  }

  private static void write(String brokers, String topic, String codec, int count, int bytes) throws Exception {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", brokers);
    properties.put("compression.type", codec);
    // As many records as possible in one batch.
    properties.put("batch.size", "30000000");
    properties.put("linger.ms", "500");
    properties.put("max.request.size", "30000000");
    properties.put("buffer.memory", "100000000");
    String digits = digits(bytes);
    Future<RecordMetadata> last = null;
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      for (int n = 0; n < count; n++) {
        last = producer.send(new ProducerRecord<>(topic, "k" + n, "{\"n\":" + n + ",\"t\":\"\u00fc" + digits + "\"}"));
      }
    }
    last.get();
  }

  private static String digits(int bytes) {
    Random random = new Random(7);
    StringBuilder digits = new StringBuilder();
    while (digits.length() < bytes) digits.append(Integer.toString(random.nextInt(10)));
    return digits.toString();
  }
}
