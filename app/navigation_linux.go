//go:build cgo && webkit2_41

package app

// #cgo pkg-config: webkit2gtk-4.1
// #include <string.h>
// #include <webkit2/webkit2.h>
//
// static gchar *home = NULL;
//
// static gboolean decide(WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type, gpointer none) {
//	if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE) return FALSE;
//	WebKitNavigationAction *action =
//		webkit_navigation_policy_decision_get_navigation_action(WEBKIT_NAVIGATION_POLICY_DECISION(decision));
//	const gchar *to = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
//	if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION && to != NULL && g_str_has_prefix(to, home)) return FALSE;
//	webkit_policy_decision_ignore(decision);
//	return TRUE;
// }
//
// static void look(GtkWidget *widget, gpointer none) {
//	if (WEBKIT_IS_WEB_VIEW(widget)) {
//		const gchar *uri = webkit_web_view_get_uri(WEBKIT_WEB_VIEW(widget));
//		const gchar *host = uri == NULL ? NULL : strstr(uri, "://");
//		const gchar *path = host == NULL ? NULL : strchr(host + 3, '/');
//		if (home != NULL || path == NULL) return;
//		home = g_strndup(uri, path - uri + 1);
//		g_signal_connect(widget, "decide-policy", G_CALLBACK(decide), NULL);
//	} else if (GTK_IS_CONTAINER(widget)) {
//		gtk_container_forall(GTK_CONTAINER(widget), look, NULL);
//	}
// }
//
// static gboolean lookEverywhere(gpointer none) {
//	GList *windows = gtk_window_list_toplevels();
//	for (GList *w = windows; w != NULL; w = w->next) look(GTK_WIDGET(w->data), NULL);
//	g_list_free(windows);
//	return G_SOURCE_REMOVE;
// }
//
// static void stayHome(void) { g_idle_add(lookEverywhere, NULL); }
import "C"

// stayHome lets the window go to no address but its own, from its first page on: neither a file that is dropped on it
// nor a link may take the program's place. Calling it again changes nothing.
func stayHome() { C.stayHome() }
