import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Asks for addresses with Java's own client: USER_AGENT|- URL... */
class Fetch {
  public static void main(String[] words) throws Exception {
    X509TrustManager everybody = new X509TrustManager() {
      public void checkClientTrusted(X509Certificate[] chain, String kind) {}
      public void checkServerTrusted(X509Certificate[] chain, String kind) {}
      public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
    };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {everybody}, null);
    HttpClient client = HttpClient.newBuilder().sslContext(context).build();
    for (int at = 1; at < words.length; at++) {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(words[at]));
      if (!words[0].equals("-")) request.setHeader("User-Agent", words[0]);
      client.send(request.build(), HttpResponse.BodyHandlers.discarding());
    }
  }
}
