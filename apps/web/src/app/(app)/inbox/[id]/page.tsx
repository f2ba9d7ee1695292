/** `/inbox/<id>`: a link to one request. It shows; nothing in the address decides. */
const InboxItemPage = () => null;

export default InboxItemPage;
