import { PageSkeleton } from '../../shell/page-skeleton.tsx';

/** The shape of a list page; pages of another shape bring their own. */
const Loading = () => <PageSkeleton />;

export default Loading;
