/** `/inbox`: the list. What is shown is in the layout. */
const InboxPage = () => null;

export default InboxPage;
